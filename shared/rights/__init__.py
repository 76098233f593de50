"""Data-protection rights, for the person and for an officer on their behalf (Art. 15 to 21 GDPR)."""
