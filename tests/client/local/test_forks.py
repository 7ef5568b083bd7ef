"""A fork while other threads write: parent and child go on with files of their own."""

from pathlib import Path

from haero.client.local import forks, locks
from tests.client.local.programs import running, said

FORKING = """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of every fork beside threads: that is what is tried here
store, pace, token = Store(where + "/orders.db"), PaceFile(where + "/pace", 256, 0.001), TokenFile(where, "token")
ending = threading.Event()
def hammer():
    number = 0
    while not ending.is_set():
        store.enter(record(f"parent-{number}"))
        pace.take(time.monotonic(), urgent=False)
        if token.try_lock():
            token.unlock()
        number += 1
threads = [threading.Thread(target=hammer) for _ in range(2)]
for thread in threads:
    thread.start()
children = []
for number in range(8):
    child = os.fork()
    if not child:
        try:
            fresh = store.enter(record(f"child-{number}")).fresh and not store.enter(record("parent-0")).fresh
            pace.take(time.monotonic(), urgent=True)
            os._exit(0 if fresh else 3)
        finally:
            os._exit(4)
    children.append(child)
ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
ending.set()
for thread in threads:
    thread.join()
told(ended)
told(sum(store.find("scope", f"child-{number}") is not None for number in range(8)))
"""


def test_parent_and_children_go_on(tmp_path: Path) -> None:
    with running(FORKING, tmp_path) as program:
        assert said(program) == str([0] * 8)
        assert said(program) == "8"
        assert program.wait(30) == 0


HELD = """
lock, token, pace = FileLock(where + "/lock"), TokenFile(where, "token"), PaceFile(where + "/pace", 1)
assert lock.try_lock() and token.try_lock()
assert pace.take(10.0, urgent=False) == 0.0
child = os.fork()
if not child:
    told(lock.try_lock() or token.try_lock() or not pace.take(10.1, urgent=False))
    lock.unlock()
    token.unlock()  # nothing: the parent has it
    waits()
    os._exit(0)
told(os.getpid())
waits()
"""


def test_what_the_parent_holds_the_child_does_not_and_it_is_free_when_the_parent_dies(tmp_path: Path) -> None:
    """The child lives on, with all that it inherited; another program looks."""
    looking = "lock = FileLock(where + '/lock')\nwhile True:\n    waits()\n    told(lock.try_lock() and "
    looking += "TokenFile(where, 'token').try_lock())\n"
    with running(HELD, tmp_path) as program, running(looking, tmp_path) as other:
        assert {said(program), said(program)} == {"False", str(program.pid)}
        assert other.stdin is not None
        print("look", file=other.stdin, flush=True)
        assert said(other) == "False"
        program.kill()
        program.wait()
        print("look", file=other.stdin, flush=True)
        assert said(other) == "True"


class Resting:
    """Notes when it comes to rest, and when it goes on."""

    def __init__(self, name: str, told: list[str]) -> None:
        self._name, self._told = name, told

    def before_fork(self) -> None:
        self._told.append(self._name)

    def after_fork(self) -> None:
        self._told.append(f"{self._name} again")

    def after_fork_in_child(self) -> None:
        self._told.append(f"{self._name} in the child")


def test_what_others_use_inside_rests_last_and_goes_on_first() -> None:
    """Else a thread that is inside the outer one waits for the inner one, which rests, and the fork for that thread, for ever."""
    told: list[str] = []
    inner = Resting("inner", told)
    forks.know(inner, inmost=True)
    outer = [Resting("outer", told) for _ in range(20)]
    for one in outer:
        forks.know(one)
    forks._before()
    forks._in_parent()
    assert told == ["outer"] * 20 + ["inner", "inner again"] + ["outer again"] * 20
    assert locks._resting in forks._inmost
