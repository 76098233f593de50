"""Helpers for all tests: the app as tests build it, and fakes of everything that it reaches."""
