"""The files that the programs of one machine share."""
