"""What the room says in the log."""

import pytest

from haero.client.local.troubles import said


def test_a_trouble_is_a_warning_of_the_client(caplog: pytest.LogCaptureFixture) -> None:
    said("%s is full", "the disk")
    assert [(record.name, record.levelname, record.message) for record in caplog.records] == [
        ("haero.client", "WARNING", "the disk is full")
    ]
