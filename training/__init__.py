"""Hold the data from which the reader of answers is trained, and the tools that check it."""
