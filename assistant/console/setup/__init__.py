"""Set a shop up, from an empty folder to a live assistant: the first account, then steps."""
