"""Open the shop system that the settings name."""
