"""Keep replays in SQL; start at `replay_book.py`."""
