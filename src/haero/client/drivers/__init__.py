"""Who performs effects: one driver blocks, one awaits. Everything else of the client is the same for both."""
