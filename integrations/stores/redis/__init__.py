"""Carry work and notices by Redis or Valkey; data whose loss would be noticed is not kept there.

Imports nothing: `embedded_valkey` is needed before the client is, `redis_broker` after it.
"""
