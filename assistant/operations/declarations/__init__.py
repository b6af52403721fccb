"""The operations themselves, one declaration each."""
