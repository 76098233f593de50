"""A functions host for development only, in place of `func` where that is not installed."""
