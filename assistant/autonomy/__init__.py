"""How far the assistant goes alone, by operation and by topic: `decide` is the one to read."""
