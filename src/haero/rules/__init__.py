"""What the exchanges publish: ticks and lots, as data. For who takes orders and for who sends them."""
