"""A stand-in for a customer's contact-centre instance, for development and tests only."""
