import subprocess
import sys
from pathlib import Path

from haero.client import orders

FOLDER = Path(orders.__file__).parent
MODULES = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}


def test_the_map_names_every_module() -> None:
    assert orders.__doc__ is not None
    said = [line.split()[0] for line in orders.__doc__.splitlines() if line.startswith("    ") and line.strip()]
    assert sorted(said) == sorted(MODULES)


def test_a_plan_is_made_without_reading_the_catalogue() -> None:
    """A program that sends one order should not wait for 270 kB of JSON, nor for anything of the server."""
    program = "import sys\n" + "".join(f"import haero.client.orders.{name}\n" for name in sorted(MODULES))
    program += "print(*(name for name in sys.modules if name.startswith('haero')))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name for name in ended.stdout.split() if not name.startswith("haero.client")}
    assert loaded == {
        "haero", "haero.terms", "haero.kis", "haero.kis.order_table", "haero.kis.request_types",
        "haero.kis.forms", "haero.kis.shown", "haero.rules", "haero.rules.lots", "haero.rules.ticks",
    }  # fmt: skip
