"""How customers prove who they are. Read `prove.py` first."""
