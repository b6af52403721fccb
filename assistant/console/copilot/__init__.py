"""Help agents who write; nothing is sent to the customer.

The helps are drafts, rewordings, answers of the documents, and operations.
"""
