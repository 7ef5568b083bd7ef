"""(l) what importing the client costs, in fresh processes and without what an empty Python costs; and what others cost."""

from collections.abc import Mapping

from bench.effort import FULL, Effort
from bench.report import Rounds, emit_rounds, say
from bench.start import EMPTY, cpu_of

ROUNDS = 9
IMPORTS = {
    "haero": "import haero",
    "haero.Client": "from haero import Client",
    "haero.AsyncClient": "from haero import AsyncClient",
    "haero.Client, made": (
        "import haero; haero.Client(base_url='http://127.0.0.1:1', appkey='P' * 36, appsecret='s' * 180, account='12345678-01', "
        "store=':memory:', pace=0)"
    ),
    "http.client": "import http.client",
    "requests": "import requests",
    "httpx": "import httpx",
    "aiohttp": "import aiohttp",
    "python-kis": "import pykis",
    "kis-trader": "import kis_trader",
}
BESIDE = "requests"


def run(effort: Effort = FULL, imports: Mapping[str, str] = IMPORTS) -> None:
    """Each import in turn, ROUNDS times. The first of all doesn't count: it writes what Python keeps of compiled modules."""
    empty: Rounds = []
    found: dict[str, Rounds] = {name: [] for name in imports}
    for program in imports.values():
        cpu_of(["-c", program])
    for number in range(effort.rounds(ROUNDS)):
        empty.append(cpu_of(["-c", "pass"]))
        for name, program in imports.items():
            found[name].append(max(0.0, cpu_of(["-c", program]) - empty[-1]))
        say(f"imports, round {number + 1}/{effort.rounds(ROUNDS)}")
    emit_rounds(f"client.import.{EMPTY}", empty, "ms CPU")
    for name, rounds in found.items():
        base = None if name == BESIDE else found[BESIDE]
        emit_rounds(f"client.import.{name}", rounds, "ms CPU", vs=None if base is None else BESIDE, base=base)
