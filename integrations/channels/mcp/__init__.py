"""Serve the assistant as tools of the Model Context Protocol, to other assistants and agents."""
