"""What conversations teach the shop; heavy: `comptoir insights`, its job and its pages load it."""
