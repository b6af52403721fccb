"""Find the words of the shop's catalogue in a message: prices, options, categories, titles of
products.
"""
