"""What the shop's people do with conversations: start with `desk_service`."""
