"""What: the instruments of the nine exchanges, and the rules on their prices and quantities.

instruments   `InstrumentBook`: what is listed, built in (`data/instruments.csv`) or added
master        reader of the official master files (종목마스터)
ticks, lots   which prices and quantities an exchange takes
bands         daily price limits
"""
