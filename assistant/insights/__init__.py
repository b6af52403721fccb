"""What conversations teach the shop; heavy: only `comptoir insights`, its job and its pages load it."""
