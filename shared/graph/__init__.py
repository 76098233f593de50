"""Microsoft Graph, asked with the caller's own rights and nobody else's."""
