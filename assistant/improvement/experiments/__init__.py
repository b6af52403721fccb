"""Judge experiments, roll them out in stages, and stop those that do harm."""
