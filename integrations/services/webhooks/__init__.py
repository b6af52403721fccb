"""Announcements posted to addresses that people named, and to no other."""
