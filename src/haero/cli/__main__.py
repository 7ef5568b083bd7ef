"""`python -m haero.cli`: the same as `haero`."""

from haero.cli.main import app

app()
