"""Take in consents that a shop collected elsewhere, as events of the conversations they are for."""
