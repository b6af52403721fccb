"""Attacks on a shop whose model does whatever it is told."""
