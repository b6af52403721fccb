"""Measure answers a second beside other libraries, each in a process of its own."""
