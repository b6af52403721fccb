"""Simulate other companies' servers and the shop's people on one machine."""
