"""Handle the shop's people: how they sign in and which permissions each has."""
