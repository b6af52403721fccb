"""What is done in the shop: each operation declared once, and the gate they all pass."""
