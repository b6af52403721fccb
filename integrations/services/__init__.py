"""Other servers that Comptoir asks or is asked by, one folder a service."""
