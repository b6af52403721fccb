"""Open the models, the stores and the index that answers are searched in."""
