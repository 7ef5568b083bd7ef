"""haero: the overseas-stock order system of the KIS Open API, on your own machine."""

from importlib.metadata import version

__version__ = version("haero")
