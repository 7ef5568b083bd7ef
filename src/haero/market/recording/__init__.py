"""Markets that have been: recorded files, played again. Needs polars; nothing outside this room imports it at its top.

files, columns        the files of a recording, read in bounded pieces; their columns, checked
tick_files, bar_files what the columns of messages and of bars mean
recording             all files, merged in time order
tape_reader           from rows to messages
kept                  what is remembered of a symbol
replay_source         `ReplaySource`: the price source made of it
"""
