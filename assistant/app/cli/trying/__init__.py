"""Try messages, ask the saved questions and replay conversations from the command line."""
