"""What every room uses and what knows no shop.

Settings, mail, the language model, web, announcements, duties.
"""
