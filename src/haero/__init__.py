"""haero: the overseas-stock order system of the KIS Open API, on your own machine; and the client for programs that call it.

    import haero

    kis = haero.Client()                                  # a haero on this machine; "mock" and "real" are KIS's own
    order = kis.buy("AAPL", 10, haero.Limit("185.20"))

What stands here is loaded when it is first used: `import haero` alone costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    pass

_HOMES: dict[str, str] = {}
"""Public name to the module that has it."""

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'haero' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
