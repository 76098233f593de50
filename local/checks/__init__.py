"""Checks that `dev.py check` runs and no tool brings: the templates, and what importing the app costs."""
