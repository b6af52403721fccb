"""Tell the intent of a message, by its words alone or by the trained model."""
