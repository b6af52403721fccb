"""Places that keep or carry data, one folder a technology."""
