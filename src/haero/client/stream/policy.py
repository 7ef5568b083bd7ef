"""The patience of a stream, in seconds."""

from typing import NamedTuple

from haero.kis.notice import MOCK_TR, REAL_TR

LOGGER = "haero.client.stream"
NOTICE_TRS = frozenset({REAL_TR, MOCK_TR})


class StreamPolicy(NamedTuple):
    """`first_wait` to `longest_wait`: before the next connection, doubled each time, less up to half of it by chance; a
    connection that lived `steady` starts anew. `in_use_wait`: before the next try where another session holds the app key,
    doubled up to `longest_wait` as well.

    A connection without a text for three times the longest pause between PINGPONGs is dead; not before `least_silence`, and after
    `first_silence` where none came yet (KIS's interval is not documented).

    `settle`: how late a notice may come behind the fill that it tells; so long haero waits behind a question before it calls a fill
    missed. `doubt`: how long after that a fill of the same order is checked with another question. `audit`: so often a question
    is asked though nothing seems to be missing, for a notice may never be sent (reported of mock); 0: never. `retry`: before a
    question is asked again, doubled up to `longest_wait`. `lookback`: how old an order may be that is filled in a gap.

    `connect`: to open a connection; `open`: until the first registration is answered, for who opens a stream.
    """

    first_wait: float = 0.5
    longest_wait: float = 60.0
    steady: float = 10.0
    in_use_wait: float = 5.0
    least_silence: float = 45.0
    first_silence: float = 120.0
    settle: float = 1.0
    doubt: float = 120.0
    audit: float = 60.0
    retry: float = 1.0
    lookback: float = 86_400.0
    connect: float = 10.0
    open: float = 15.0


class Backoff:
    """Waits that double. `chance` gives 0 to 1: the wait is shortened by up to half, so that many programs don't come at once."""

    def __init__(self, first: float, longest: float) -> None:
        self._first, self._longest, self._tries = first, longest, 0

    def next(self, chance: float = 0.0) -> float:
        """Seconds to wait now."""
        wait = min(self._first * 2.0 ** min(self._tries, 30), self._longest)
        self._tries += 1
        return wait * (1 - chance / 2)

    def reset(self) -> None:
        """It went well: the next wait is the first again."""
        self._tries = 0


USUAL = StreamPolicy()
