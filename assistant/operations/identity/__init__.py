"""How customers prove who they are. Read `identifier.py` first."""
