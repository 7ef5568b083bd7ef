"""What is loaded for a client: nothing that nobody asked for. In processes of their own: this one has everything."""

import subprocess
import sys
from pathlib import Path

MADE = "haero.Client(base_url='http://127.0.0.1:1', appkey='P' * 36, appsecret='s' * 180, account='12345678-01', store=':memory:')"
HEAVY = {
    "aiohttp", "apsw", "asyncio", "cryptography", "httpx", "jwt", "pandas", "polars", "requests", "rich", "sqlalchemy", "ssl",
    "typer", "uvloop", "websockets", "yaml",
}  # fmt: skip
ROOMS = {f"haero.{room}" for room in ("cli", "server", "service", "desk", "market", "broker", "journal", "house")}


def loaded(program: str) -> set[str]:
    """The modules that a program has loaded in the end."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys\n{program}\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ended.stdout.split())


def test_the_package_alone_is_next_to_nothing() -> None:
    assert {name for name in loaded("import haero") if name.startswith("haero.")} == set()


def test_the_class_of_the_client_is_light() -> None:
    modules = loaded("import haero; haero.Client")
    assert not modules & (HEAVY | ROOMS)
    heavy_rooms = ("core", "drivers", "results", "local", "transport")
    assert not {name for name in modules for room in heavy_rooms if name.startswith(f"haero.client.{room}.")}
    assert not modules & {
        "sqlite3",
        "httptools",
        "haero.kis.reply_types",
        "haero.kis.request_types",
        "haero.kis.catalogue",
    }


def test_a_client_loads_what_orders_need_and_nothing_else(tmp_path: Path) -> None:
    modules = loaded(f"import os, haero; os.environ['HAERO_STATE'] = {str(tmp_path)!r}; {MADE}")
    assert not modules & (HEAVY | ROOMS)
    assert {"haero.client.orders.placing", "haero.client.transport.http1", "haero.kis.request_types"} <= modules
    assert not modules & {"haero.kis.catalogue", "logging", "random", "secrets"}
    later = ("blocking.streams", "blocking.market", "stream.blocking", "core.raw", "core.resolving")
    assert not modules & {f"haero.client.{name}" for name in later}


def test_every_exported_name_is_there() -> None:
    import haero

    for name in haero.__all__:
        assert getattr(haero, name) is not None
    assert set(haero.__all__) <= set(dir(haero))
