"""Find signals in a text that a merchandiser counts, by rules and lexicons."""
