"""What the assistant's kit needs kept, in SQL.

Mail that waits, announcements, the model's spending.
"""
