"""What was done with whose data: the log of activity, and the actions that are recorded in it."""
