"""Check the quality of each visit, the work of the assistant and of people, in code. Pure."""
