"""`haero demo`: takes an order through its whole life against a broker of its own, and prints each step."""


def demo() -> None:
    """Starts a broker, takes an order through its whole life, prints it. Nothing is kept, no port of yours is used."""
    from haero.cli.demo_run import show_a_life

    show_a_life()
