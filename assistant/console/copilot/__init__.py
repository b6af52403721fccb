"""Helps agents who write: drafts, rewordings, answers of the documents, operations; it sends
nothing.
"""
