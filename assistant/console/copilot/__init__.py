"""Helps agents who write.

Drafts, rewordings, answers of the documents, operations; it sends nothing.
"""
