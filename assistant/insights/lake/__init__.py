"""Rows in Parquet files by day, and tables to ask: read `builds`, `row_files`, `lake`."""
