"""Start servers, databases and browsers, and kill processes at the worst moment."""
