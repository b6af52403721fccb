"""Keep rows in Parquet files by day, and query their tables: read `builds`, `row_files`, `lake`."""
