"""Tell what the writer of a message is after, by words alone or by the trained model."""
