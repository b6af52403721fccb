"""Model endpoints that speak OpenAI's protocol."""
