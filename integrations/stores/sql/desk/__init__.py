"""The desk's view of all conversations in SQL; start at `case_lists.py`."""
