"""Serve the pages where agents read and answer conversations.

That is lists, threads, forms, and the stream to open pages.
"""
