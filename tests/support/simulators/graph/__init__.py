"""Make, break and receive the payloads of Meta's channels."""
