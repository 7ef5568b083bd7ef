"""Other people's clients and haero's own, a buy each, through the same faults: writes docs/client-faults.md and its Korean twin."""
