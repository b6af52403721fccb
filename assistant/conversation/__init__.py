"""Hold messages, events, and the state that follows from them: pure, no I/O."""
