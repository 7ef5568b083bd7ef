"""An order by intent becomes a plan: TR, path, body, checks."""
