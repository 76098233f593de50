"""The privacy notice: published versions that never change, filled with what the running service keeps (R1 to R12)."""
