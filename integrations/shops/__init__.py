"""Connect shop systems to the ports of `assistant.commerce`, one folder a system."""
