"""Check the quality of each visit: what the assistant and people did, told by code. Pure."""
