"""When: the time that the exchanges live in, and their days.

clock           `MarketClock`: start, speed, pause, step
calendars       business days, from `data/calendars.json`
opening_hours   the hours of a day, as KIS's page or the exchange has them
sessions        `SessionBook`: when each exchange is open
daytime         the US daytime session (주간거래)
auction_times   when orders for an auction may come and go
"""
