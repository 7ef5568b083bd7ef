"""haero: the overseas-stock order system of the KIS Open API, on your own machine."""

__version__ = "0.2.0"
