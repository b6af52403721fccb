"""Keep the built-in shop in SQL; start at `sql_shop.py`."""
