"""What each command of dev.py does."""
