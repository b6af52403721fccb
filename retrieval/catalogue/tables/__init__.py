"""Read tables of pages and files: their grid, their header, their rows."""
