"""Table storage: the protocol, its implementation on Azure, the rows, and a table per family and day."""
