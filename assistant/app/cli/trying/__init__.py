"""Try messages, rehearse scenarios and replay conversations from the command line."""
