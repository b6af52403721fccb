"""Weigh the decisions of people on the work of the assistant, for how far it may go alone."""
