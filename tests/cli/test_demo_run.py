"""One step of the demo as it is told. The whole life is in test_demo.py."""

import io

import pytest
from rich.console import Console

from haero.cli.demo_run import _say


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (
            {"rt_cd": "0", "msg_cd": "APBK0013", "msg1": "done   ", "output": {"ODNO": "0000000001"}},
            "\n✓ buy\n  APBK0013 done ODNO 0000000001\n",
        ),
        ({"rt_cd": "1", "msg_cd": "APBK0952", "msg1": "too much"}, "\n✗ buy\n  APBK0952 too much \n"),
    ],
)
def test_a_reply_is_told(reply: dict[str, object], says: str) -> None:
    out = io.StringIO()
    _say(Console(file=out, width=100), "buy", reply)
    assert out.getvalue() == says
