"""What KIS answers, as typed rows: Decimal, int, aware datetimes; the row as it came is always there.

readers      one text of KIS to one value
moments      when something was, from a time without its date or its zone
fields       descriptors that read a row when it is looked at
row          the base of all rows
orders, balance, money, quotes, quote, book, bars, instruments, rankings, heads, events    the rows
found        the rows of a reply
parameters   what can be asked, as fields of a request
paging       how a question goes on
question     one way to ask: TR, request, reply, rows, pages
trading_questions, quote_questions, ranking_questions    the questions; `questions` has them all
labels       the Korean name of a field, for documents
frames       rows as a table of pandas or polars
"""
