"""What the programs of one machine share: the order store, the access token, the calls a second."""
