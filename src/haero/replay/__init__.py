"""A trader's own program against a recorded period: a haero of its own, time that waits for the program, and a report."""
