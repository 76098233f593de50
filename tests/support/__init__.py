"""What tests share: the app as they build it, and what stands in for everything that it reaches."""
