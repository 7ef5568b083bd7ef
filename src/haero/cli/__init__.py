"""The command line. Thin: whatever a library user would want lives below it."""
