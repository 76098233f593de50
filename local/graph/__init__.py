"""A stand-in for Microsoft Graph, for development and tests only: meetings, webinars and their attendance reports."""
