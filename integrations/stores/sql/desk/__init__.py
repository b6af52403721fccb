"""Keep the desk's lists of conversations in SQL; start at `case_lists.py`."""
