"""A scripted model server: speaks the chat completions API and answers as it is told."""
