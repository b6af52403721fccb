"""Simulate a model server that speaks the chat completions API and answers as it is told."""
