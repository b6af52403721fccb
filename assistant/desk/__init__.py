"""What the shop's people do with conversations: `service` is the one to read."""
