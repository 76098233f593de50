"""Deletion by itself: what is due, the sweep that drops it, and the evidence that it happened."""
