"""What is kept per person for as long as the contract runs."""
