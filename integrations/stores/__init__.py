"""Keep or carry data, one folder a technology."""
