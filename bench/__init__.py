"""Measured comparisons: `make bench`, or `python -m bench NAME…`. One JSON object a line; progress goes to standard error."""
