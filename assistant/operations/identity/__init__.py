"""Prove the identity of customers. Read `identifier.py` first."""
