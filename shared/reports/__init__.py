"""Reports on online meetings and webinars: what may be stored, for how long, and how it is read back."""
