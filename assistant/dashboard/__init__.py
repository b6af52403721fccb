"""`/insights`: what customers look for, miss and complain about, and what the shop does about it.

`routes` first: every page and who may see it. `site` makes the pages; it is loaded with the first
of them, because what it counts with takes seconds to load.
"""
