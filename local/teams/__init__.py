"""A stand-in for the Teams client, for development and tests only: pages around the tab, and how it fails."""
