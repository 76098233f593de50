"""Connections to other machines: addresses, time limits, pauses between tries, and bulkheads."""
