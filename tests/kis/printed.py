"""How a value looks to who prints it."""

from io import StringIO

from rich.console import Console


def texts(value: object) -> list[str]:
    """A value as Python and as rich show it."""
    out = StringIO()
    Console(file=out, width=400).print(value)
    return [repr(value), str(value), f"{value}", out.getvalue()]
