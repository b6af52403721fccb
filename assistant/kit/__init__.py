"""Hold the parts that every room uses and that know nothing of a shop.

Settings, mail, the language model, web, announcements, duties.
"""
