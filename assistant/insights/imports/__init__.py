"""Import texts and sales of other systems: read, redact, and keep them for every build."""
