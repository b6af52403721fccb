"""Declare the operations, one declaration each."""
