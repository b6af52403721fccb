"""The assistant as tools of the Model Context Protocol, for other assistants and agents."""
