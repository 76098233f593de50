"""Contracts: which organisations may use the service, with which contact-centre instance and for how long."""
