"""Redis or Valkey: what carries work and notices. It remembers nothing that would be missed.

Imports nothing: `embedded` is needed before the client is, `broker` after it.
"""
