"""Rows in Parquet files by day, and tables to ask: read `builds`, `writing`, `lake`."""
