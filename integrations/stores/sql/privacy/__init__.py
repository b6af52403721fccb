"""Find, export and erase the data that the database keeps of people."""
