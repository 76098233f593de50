"""Benchmarks: what the service claims to cost, measured beside what people would do otherwise, in the same run."""
