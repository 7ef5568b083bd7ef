"""Where orders meet prices. `simulated` is the exchange that haero plays itself."""
