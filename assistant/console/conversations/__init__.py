"""Pages where agents read and answer conversations: lists, threads, forms, the stream to open
pages.
"""
