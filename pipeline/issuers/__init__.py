"""Who publishes: the registry of issuers, and the look-up of a printed name in it."""
