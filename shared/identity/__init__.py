"""Identity forwarding: username and domain, out of the validated token, to the customer's one registered instance."""
