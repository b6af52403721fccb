"""What operations need kept, in SQL: autonomy tables and who waits for stock."""
