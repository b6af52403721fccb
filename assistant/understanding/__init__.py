"""Understand a customer's message; read `message_interpreter` first."""
