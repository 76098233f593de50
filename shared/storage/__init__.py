"""Table Storage: the client, the rows, and a table per family and day. Nothing else imports azure.data.tables."""
