"""Two days of a manual market in which two symbols trade, and how a ranking is asked: for the tests of all rankings."""

from tests.support import Answer, Caller, Running

RANKING = "/uapi/overseas-stock/v1/ranking/"
EVERYTHING = {"AUTH": "", "EXCD": "NAS", "KEYB": "", "VOL_RANG": "0"}


async def ask(caller: Caller, name: str, tr_id: str, **fields: str) -> Answer:
    """A ranking of Nasdaq. Raises AssertionError where it is refused."""
    answer = await caller.get(RANKING + name, tr_id, EVERYTHING | fields)
    assert (answer.status, answer.code, answer.headers["tr_cont"]) == (200, "MCA00000", ""), answer
    return answer


def shown(answer: Answer, *names: str) -> list[tuple[str, ...]]:
    """The symbol and these fields of each row."""
    return [tuple(row[name] for name in ("symb", *names)) for row in answer.json["output2"]]


async def two_days(haero: Running) -> Caller:
    """Friday: 10 AAPL at 100, 20 MSFT at 200. Monday 10:00: 30 AAPL at 110, 5 MSFT at 190."""
    caller = await haero.direct()
    await caller.print("100", 10)
    await caller.print("200", 20, "MSFT")
    await caller.control("POST", "/control/clock", {"advance": "PT72H"})
    await caller.print("110", 30)
    await caller.print("190", 5, "MSFT")
    return caller


async def refused(caller: Caller, name: str, tr_id: str, **fields: str) -> str:
    """The text of OPSQ2001, which names the field."""
    answer = await caller.get(RANKING + name, tr_id, EVERYTHING | fields)
    assert answer.code == "OPSQ2001", answer
    return str(answer.json["msg1"])
