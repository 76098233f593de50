"""Reports from where they are: Microsoft Graph with the caller's own rights, and the CSV that organisers download."""
