"""Finds what says who somebody is in a text, and takes it out; pure. `removal` first."""
