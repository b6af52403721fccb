"""Read what a message says; read `message_interpreter` first."""
