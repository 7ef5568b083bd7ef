"""All of the command line's code but its tables of texts: who says a text names it."""

from pathlib import Path

import haero

HOUSE = Path(haero.__file__).parent
SOURCES = "\n".join(
    path.read_text("utf-8")
    for path in [*sorted((HOUSE / "cli").rglob("*.py")), HOUSE / "control" / "control.py"]
    if "languages" not in path.parts
)
