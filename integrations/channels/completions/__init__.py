"""Answer programs that use the chat completions API, as if a customer wrote in the widget."""
