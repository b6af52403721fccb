"""Try changes and the assistant as it is: on scenarios, and on recorded conversations."""
