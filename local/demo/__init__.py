"""The demo people, and the data that they find when the service has started."""
