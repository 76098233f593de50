"""What a deployment is asked after it was made, and what its answers have to be."""
