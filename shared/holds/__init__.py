"""Legal holds: who places them, on which ground, and the rows that they preserve."""
