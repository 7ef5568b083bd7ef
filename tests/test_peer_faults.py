"""tools/peer_faults: a short run of one client in one fault, what counts as wrong, and that the pages are those of the tool."""

import pytest

from haero.faults.catalogue import FAULTS, Spot
from haero.terms import Language
from tools.peer_faults.clients import PEERS
from tools.peer_faults.field import Cell
from tools.peer_faults.page import PAGES, page
from tools.peer_faults.run import measured
from tools.peer_faults.trials import TRIALS


@pytest.mark.peer
def test_one_client_in_one_fault() -> None:
    assert measured(["kis-wrapper"], ["reply-lost"], 1) == {
        ("kis-wrapper", "reply-lost"): Cell(1, "exception RemoteProtocolError")
    }


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        (Cell(1, "order"), False),
        (Cell(0, "order"), True),
        (Cell(2, "order"), True),
        (Cell(2, "exception ReadTimeout"), True),
        (Cell(1, "exception ReadTimeout"), False),
        (Cell(1, "rt_cd 1 EGW00201"), True),
        (Cell(0, "rt_cd 1 EGW00201"), False),
        (Cell(1, "rt_cd JSON_DECODE_ERROR"), False),
        (Cell(1, "exception OrderRejected"), True),
        (Cell(1, "OrderOutcomeUnknown, resolve: Accepted"), False),
        (Cell(0, "OrderOutcomeUnknown, resolve: Accepted"), True),
        (Cell(0, "OrderOutcomeUnknown, resolve: NotReceived"), False),
        (Cell(1, "OrderOutcomeUnknown, resolve: NotReceived"), True),
    ],
)
def test_what_is_wrong(cell: Cell, wrong: bool) -> None:
    assert cell.is_wrong is wrong


def test_every_fault_of_a_request_is_tried() -> None:
    there = {name for name, fault in FAULTS.items() if fault.spot is Spot.REQUEST}
    assert {trial.fault for trial in TRIALS} - {""} == there
    assert len({trial.name for trial in TRIALS}) == len(TRIALS)


@pytest.mark.parametrize("language", Language)
def test_the_page_is_that_of_the_tool(language: Language) -> None:
    """All but the figures, which a run of minutes measures: and that no cell of haero's own is wrong or missing."""
    text = PAGES[language].read_text(encoding="utf-8")
    lines = text.splitlines()
    empty = page({}, language).splitlines()
    table = next(number for number, line in enumerate(empty) if line.startswith("|"))
    assert lines[: table + 2] == empty[: table + 2]
    *rows, most = [line.strip("| ").split(" | ") for line in lines[table + 2 :]]
    assert [row[0] for row in rows] == [trial.heading(language) for trial in TRIALS]
    own = [cell for row in rows for cell, name in zip(row[1:], PEERS, strict=True) if name.startswith("haero")]
    assert dict(zip(PEERS, most[1:], strict=True))["haero"] == "1"
    assert len(own) == 2 * len(TRIALS)
    assert not [cell for cell in own if "(!)" in cell or cell == "-" or cell[:2] not in ("0,", "1,")]
