"""The tab that people open in Teams: static files, and what a browser may do with them."""
