"""The market side of the house: time, places, things to trade and their prices. It knows nothing of orders.

| module | noun |
|---|---|
| `clock` | `MarketClock`: the time the exchanges live in |
| `sessions` | `SessionBook`: when each exchange is open, from `data/calendars.json` |
| `instruments` | `InstrumentBook`: what is listed, built in or added |
| `master` | reader of the official master files (종목마스터) |
| `ticks` | `PriceLadder`: which prices an exchange takes |
| `messages` | `Quote`, `Print`, `Summary`: what a price source says |
| `bars` | `Bar`: a stretch of time in six numbers |
| `depth` | `Level`: the order book below the best prices |
| `source` | `PriceSource`: what a price source is |
| `manual` | `ManualSource`: prices move only when told |
| `halts` | `Halts`: a source around another that stands still while a symbol is halted |
| `barbook` | `BarBook`: the bars that a market keeps as trades come in |
| `replay` | `ReplaySource`: recorded files played again |
| `recording`, `recording_files`, `recording_columns` | the files of a recording, merged; each in bounded pieces; checked columns |
| `tick_files`, `bar_files` | what the columns of messages and of bars mean |
| `tape_reader`, `history` | from rows to messages; what is remembered of a symbol |
| `synthetic` | `SyntheticSource`: a seeded market in every listed symbol |
| `walk`, `tape`, `spread`, `day`, `candles` | the parts of the synthetic market |
| `bounded` | the dictionary that the caches are made of |
"""
