"""Add and keep the accounts of channels."""
