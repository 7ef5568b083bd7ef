"""`haero verify`: is every byte and every number as it was written? Reads only, changes nothing."""

from dataclasses import dataclass, field
from pathlib import Path

import apsw
import msgspec

from haero.desk.ledger import LedgerError, audit
from haero.desk.state import State
from haero.journal import mark as marks
from haero.journal import snapshot
from haero.journal.codec import Codec, UnreadableEvent
from haero.journal.mark import HighWater
from haero.journal.sqlite import wal
from haero.journal.sqlite.reading import reading, trace
from haero.journal.sqlite.store import FILE_NAME, Store, StoreDamaged, StoreError, load_checksums

CLEAN, DAMAGED, UNREADABLE = 0, 1, 2
_MAGIC = b"SQLite format 3\x00"
_MAX_FINDINGS = 20


@dataclass
class Findings:
    """`status` is 0 clean, 1 damaged, 2 unreadable; `findings` say what and where; the counts say how much was read."""

    status: int = CLEAN
    findings: list[str] = field(default_factory=list)
    events: int = 0
    accounts: int = 0
    pages: int = 0
    stale_pages: set[int] = field(default_factory=set)

    def damaged(self, finding: str) -> None:
        self.status = max(self.status, DAMAGED)
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(finding)
        else:
            self.findings[-1] = finding  # the last one is the one that sums up

    def unreadable(self, finding: str) -> "Findings":
        self.status = UNREADABLE
        self.findings.append(finding)
        return self


def verify(folder: Path) -> Findings:
    """Checks the journal in a data folder: pages, write-ahead log, structure, sequence, events, ledger, and the snapshot beside it.

    A snapshot that another version of haero wrote, or that is of another journal, says nothing about this one. Nothing is written
    there, and the folder need not allow it.
    """
    path = folder / FILE_NAME
    mark = marks.read(folder)  # before the journal, which may go on meanwhile
    known = f"; {marks.FILE_NAME} knows of {mark.seq} events" if mark and mark.seq else ""
    if not path.is_file():
        return Findings().unreadable(f"{path}: no journal here{known}")
    while True:
        report = Findings()
        try:
            before, busy = trace(path), _log_has_something(path)
            _check_files(path, report)
            if report.status == CLEAN:
                with reading(path) as store:
                    _check_contents(folder, store, mark, report)
            elif 1 in report.stale_pages:  # every tool writes the first page anew
                _check_copy(folder, mark, report)
            if not busy and trace(path) != before:
                continue  # a haero has started meanwhile, whose writes were not kept out
        except StoreDamaged as error:
            report.damaged(str(error))
        except (OSError, StoreError) as error:
            return report.unreadable(f"{error}{known}")
        except apsw.Error as error:
            report.damaged(f"{path.name}: {error}")
        return report


def _log_has_something(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _check_files(path: Path, report: Findings) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    _check_log(path, report)
    if path.stat().st_size:
        _check_pages(path, head, report)


def _check_contents(folder: Path, store: Store, mark: HighWater | None, report: Findings) -> None:
    last = _check_events(store, _snapshot(folder, store, report), report)
    if said := marks.objection(mark, store.identity, last):
        report.damaged(said)


def _check_copy(folder: Path, mark: HighWater | None, report: Findings) -> None:
    """Pages whose checksums don't fit, nothing else: is it what SQLite's own tools leave, whose copies have none that fit?"""
    content = Findings()
    try:
        with reading(folder / FILE_NAME, checked=False) as store:
            _check_contents(folder, store, mark, content)
    except (apsw.Error, StoreError, ValueError):  # text that is none
        return
    report.events, report.accounts = content.events, content.accounts
    if content.status == CLEAN:
        report.damaged(
            f"{FILE_NAME}: its {content.events} events and balances are sound, only page checksums do not fit: so SQLite's own "
            f"tools (.backup, VACUUM INTO) leave a copy. If it is one: `haero backup NEW --data {folder} --copied`, and use NEW"
        )


def _check_log(path: Path, report: Findings) -> None:
    found = wal.inspect(path.with_name(path.name + "-wal"))
    if found.damage:
        report.damaged(found.damage)


def _check_pages(path: Path, head: bytes, report: Findings) -> None:
    """Holds every page against its own checksum, without trusting SQLite to read it."""
    if not head.startswith(_MAGIC):
        report.damaged(f"{path.name}: byte 0: not an SQLite file any more")
        return
    page_size = int.from_bytes(head[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    if page_size not in {512 << n for n in range(8)} or head[20] != 8:
        report.damaged(f"{path.name}: byte 16: the page size or the checksum setting is damaged")
        return
    load_checksums()
    checker = apsw.Connection(":memory:", vfs="cksmvfs")
    empty_page, empty = bytes(page_size), []
    with path.open("rb") as file:
        while page := file.read(page_size):
            start = report.pages * page_size
            report.pages += 1
            if len(page) < page_size:
                report.damaged(f"{path.name}: byte {start}: torn: the last page has {len(page)} of {page_size} bytes")
            elif page == empty_page:
                empty.append(report.pages)
            elif not checker.execute("SELECT verify_checksum(?)", (page,)).get:
                report.stale_pages.add(report.pages)
                report.damaged(f"{path.name}: bytes {start} to {start + page_size - 1}: page {report.pages} is damaged")
    checker.close()
    pages_said = int.from_bytes(head[28:32], "big")
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        return  # what is missing here may still be there
    if report.pages < pages_said:
        report.damaged(
            f"{path.name}: byte {report.pages * page_size}: torn: {report.pages} of {pages_said} pages are there"
        )
    # The checksum of nothing is nothing: a write that never came would pass.
    for number in sorted(set(empty) - _free_pages(path, head, page_size)):
        start = (number - 1) * page_size
        report.damaged(f"{path.name}: bytes {start} to {start + page_size - 1}: page {number} was never written")


def _free_pages(path: Path, head: bytes, page_size: int) -> set[int]:
    """The pages that SQLite keeps for later: a list of lists of page numbers."""
    free: set[int] = set()
    trunk = int.from_bytes(head[32:36], "big")
    with path.open("rb") as file:
        while trunk and trunk not in free:
            free.add(trunk)
            file.seek((trunk - 1) * page_size)
            page = file.read(page_size)
            trunk, count = int.from_bytes(page[:4], "big"), int.from_bytes(page[4:8], "big")
            leaves = page[8 : 8 + min(count, page_size // 4) * 4]
            free.update(int.from_bytes(leaves[at : at + 4], "big") for at in range(0, len(leaves), 4))
    return free


def _snapshot(folder: Path, store: Store, report: Findings) -> tuple[int, State]:
    """(the event up to which the snapshot speaks, what it says); (0, nothing) where there is none for this journal."""
    path = folder / snapshot.FILE_NAME
    try:
        heading, body = snapshot.read(path)
        if (heading.journal, heading.shape) == (store.identity, snapshot.SHAPE):
            return heading.seq, snapshot.state_of(body)
    except (FileNotFoundError, snapshot.OtherVersion):
        pass
    except snapshot.Unusable as error:
        report.damaged(f"{path.name}: {error}. It is only a short cut: without it, a start reads all events")
    return 0, State()


def _check_events(store: Store, saved: tuple[int, State], report: Findings) -> int:
    """Returns the number of the last event."""
    for said in store.quick_check():
        report.damaged(f"{store.path.name}: {said}")
    at_snapshot, said_then = saved
    state, codec, seq = State(), Codec(), 0
    for row in store.rows():
        if row[0] != seq + 1:
            report.damaged(f"event {seq + 1} to {row[0] - 1}: missing")
        seq = row[0]
        try:
            at, account, event = codec.event(row)
            state.apply(at, account, event)
        except (UnreadableEvent, LedgerError) as error:
            report.damaged(f"event {seq}: {error}")
        except (KeyError, AttributeError, msgspec.MsgspecError) as error:
            report.damaged(f"event {seq}: does not fit what came before: {error!r}")
        report.events += 1
        if seq == at_snapshot and not snapshot.same(state, said_then):
            report.damaged(f"event {seq}: the snapshot says something else than the events")
    if at_snapshot > seq:
        report.damaged(f"the snapshot speaks of event {at_snapshot}, the journal ends at {seq}")
    for account_state in state.accounts.values():
        try:
            audit(account_state)
        except LedgerError as error:
            report.damaged(str(error))
    report.accounts = len(state.accounts)
    return seq
