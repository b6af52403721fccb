"""What the database keeps of people: found, handed out, erased."""
