"""Pages where agents read and answer conversations.

Lists, threads, forms, the stream to open pages.
"""
