"""Decide how far the assistant goes alone, by a table of operations and topics."""
