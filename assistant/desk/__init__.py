"""Hold the work of the shop's people on conversations: start with `desk_service`."""
