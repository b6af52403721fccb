"""Connect Comptoir with other servers, one folder for each service."""
