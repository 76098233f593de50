"""The smoke test: calls every function of a deployment and judges the answers."""
