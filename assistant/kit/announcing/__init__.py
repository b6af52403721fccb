"""Announce happenings to other systems: signed, and posted to each subscriber at least once."""
