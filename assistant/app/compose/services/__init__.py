"""Open the other services that the settings name, each imported only where it is named."""
