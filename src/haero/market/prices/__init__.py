"""At what price: what a price source says, and the sources that make their prices themselves.

messages    `Quote`, `Print`, `Summary`: what a price source says       source    `PriceSource`: what a price source is
bars        `Bar`: a stretch of time in six numbers                     barbook   the bars that are kept as trades come in
auction     `Auction`: which auction a print is of
depth       `DepthLevel`: the order book below the best prices          volume    how a day's volume spreads over its minutes
halts       `Halts`: around another source, stands still while a symbol is halted
manual      `ManualSource`: prices move only when told
synthetic   `SyntheticSource`: a seeded market in every listed symbol, made of walk, activity, spread, day, candles, daily_limits
"""
