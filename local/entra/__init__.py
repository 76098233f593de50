"""A stand-in for Microsoft Entra, for development and tests only: signing in, consent and tokens."""
