"""Every policy of the client, once: operations that ask for effects (see `effects`)."""
