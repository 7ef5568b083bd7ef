"""A client for one command: opened, closed, and what goes wrong told in words, with an exit status that scripts can test."""

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from haero.cli.customer.options import Destination, ProfileName

if TYPE_CHECKING:
    from haero import Client
    from haero.client.profile.profile import Profile

STOPPED = 130


@contextlib.contextmanager
def opened(target: Destination, *, as_json: bool = False) -> Iterator["Client"]:
    """The client of a target. What it raises ends the command: 1 a no, 2 a profile that can't be used, 130 stopped by hand."""
    from haero import Client
    from haero.cli.customer.failing import NO, WRONG_USE, status_of, tell
    from haero.cli.telling import fail
    from haero.cli.telling import said as told
    from haero.cli.texts import text
    from haero.client.errors import HaeroError

    logging.getLogger("haero.client").addHandler(logging.NullHandler())  # the commands say themselves what it would say
    try:
        with Client(target.profile.value, environment=_environment(target), data=target.data) as kis:
            yield kis
    except HaeroError as error:
        tell(error, target, as_json=as_json)
        raise typer.Exit(status_of(error)) from None
    except ValueError as error:  # a field of a row that is not as KIS documents it
        fail(text("unreadable_reply", why=error), NO)
    except OSError as error:  # the folder that programs share
        fail(told(error), WRONG_USE)
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None


def profile_of(kis: "Client") -> "Profile":
    """The profile that a client found: its environment and its masked account are what a person is shown."""
    return kis._setup.profile


def _environment(target: Destination) -> Any:
    return None if target.environment is None else target.environment.value


def moves_money(target: Destination) -> bool:
    """Do orders of this target go to KIS's own real environment?"""
    return target.profile is ProfileName.REAL
