"""The socket that sessions speak to: the one of the network and the one of the tests are of its form, to the letter."""

import inspect

import pytest

from haero.server.websocket.socket import Heard, Socket

METHODS = [name for name, item in vars(Socket).items() if inspect.isfunction(item) and not name.startswith("_")]


def implementations() -> list[type]:
    from haero.server import upgrade
    from tests.server.websocket import fakes

    found = [
        item
        for module in (upgrade, fakes)
        for item in vars(module).values()
        if inspect.isclass(item) and item is not Socket and all(hasattr(item, name) for name in METHODS)
    ]
    assert {item.__module__ for item in found} == {upgrade.__name__, fakes.__name__}
    return found


@pytest.mark.parametrize("name", METHODS)
def test_every_implementation_has_the_same_methods(name: str) -> None:
    wanted = inspect.signature(getattr(Socket, name))
    for kind in implementations():
        method = getattr(kind, name)
        assert list(inspect.signature(method).parameters) == list(wanted.parameters)
        assert inspect.iscoroutinefunction(method) == inspect.iscoroutinefunction(getattr(Socket, name))


def test_silence_and_control_frames_are_not_texts() -> None:
    assert Heard(None).text is None
    assert Heard("x").text == "x"
