"""Carry out operations in the shop: each is declared once, and all pass the gate."""
