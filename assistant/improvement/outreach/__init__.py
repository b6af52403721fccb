"""Judge the worth of messages that the shop wrote first."""
