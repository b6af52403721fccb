"""Keep the saved questions of a shop in SQL."""
