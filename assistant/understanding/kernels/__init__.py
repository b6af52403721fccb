"""Tell classes of messages by kernel regression; read `kernel_model` first."""
