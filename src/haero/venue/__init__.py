"""The simulated exchange: resting orders meet the market's prints and quotes. It finds fills; it never touches the ledger.

book    the resting orders of one account in one instrument, and what the market shows there
venue   all books, and which instruments anybody waits for
"""
