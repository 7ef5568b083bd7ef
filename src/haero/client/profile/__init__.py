"""Where to, and with which keys: a haero on this machine, KIS's mock server, or the real one."""
