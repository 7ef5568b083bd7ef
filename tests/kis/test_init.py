import subprocess
import sys
from pathlib import Path

import haero.kis


def test_the_map_names_every_module() -> None:
    assert haero.kis.__doc__ is not None
    mapped = [line.split()[0] for line in haero.kis.__doc__.splitlines() if line.startswith("    ")]
    folder = Path(haero.kis.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    assert modules == set(mapped)


def test_the_package_itself_loads_nothing() -> None:
    code = "import sys, haero.kis; raise SystemExit(any(name.startswith(('haero.kis.', 'msgspec')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
