"""The commands of a customer of KIS: orders, lists, quotes, on a haero or on KIS's own environments.

options    the flags that they share: where to, how to answer
opening    a client for a command; what went wrong, said, with its exit status
words      orders, amounts and times as a person reads them
tables     columns that fit a terminal
values     the same for programs: JSON
"""
