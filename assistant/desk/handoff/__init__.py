"""When and to whom a conversation goes, and what its customer is told of it."""
