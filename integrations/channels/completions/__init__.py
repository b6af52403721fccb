"""The assistant behind the chat completions API, for programs that speak it already."""
