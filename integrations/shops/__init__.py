"""Shop systems behind the ports of assistant.commerce, one folder a system."""
