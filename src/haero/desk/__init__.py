"""The order desk: the deterministic core. Commands in, events out; no I/O, no wall clock, no randomness, no KIS codes.

orders      an order and its life                    hours     may an order be placed at this moment
accounts    an account: cash, holdings, orders       listing   what the desk must know of an instrument
commands    what may be asked                        fees      commission and tax
events      what happened                            reasons   why something was refused
checks      the rules an order must pass             ledger    conservation of cash and holdings
reservations  orders that wait with the broker       trades    what was bought or sold on a day
desk        decides (command -> event) and applies (event -> state)
"""
