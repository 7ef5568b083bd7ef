"""All ports of one running haero, from the first start in an empty folder to an orderly stop."""
