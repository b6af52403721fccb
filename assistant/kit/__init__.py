"""What every room uses and what knows no shop: settings, mail, the language model, web,
announcements, duties.
"""
