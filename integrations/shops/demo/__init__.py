"""Hold the demo shop: its goods and orders as files, and its pages with the chat on them."""
