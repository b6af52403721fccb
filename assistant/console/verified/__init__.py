"""Show verified answers, and let the shop's people write, try and take them back."""
