"""Keep the data of operations in SQL: autonomy tables, and customers who wait for stock."""
