"""Send requests to model endpoints that speak OpenAI's protocol."""
