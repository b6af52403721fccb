"""What the assistant can do in the shop, each thing declared once, and the gate they all pass."""
