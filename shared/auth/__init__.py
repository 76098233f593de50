"""Authentication: from a bearer token to a `Principal`, and what a principal may call."""
