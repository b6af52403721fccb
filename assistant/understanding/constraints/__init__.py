"""Find the words of the shop's catalogue in a message.

Prices, options, categories, titles of products.
"""
