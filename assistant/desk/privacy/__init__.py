"""Find, hand out and erase the data that is kept of a person."""
