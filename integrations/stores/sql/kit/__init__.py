"""What the assistant's kit needs kept, in SQL: mail that waits, announcements, the model's
spending.
"""
