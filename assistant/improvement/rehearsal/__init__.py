"""Play conversations with simulated customers; start at `rehearsal_player.py`."""
