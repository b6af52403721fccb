"""What a text gives away that a merchandiser counts: rules and lexicons."""
