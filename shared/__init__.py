"""The back end of the contact-centre app in Microsoft Teams: the code that is deployed."""
