"""What KIS answers, as typed rows: Decimal, int, aware datetimes; the row as it came is always there."""
