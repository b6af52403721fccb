"""Serve the pages below /insights: customers' demand, gaps and complaints, with the shop's moves.

Read `routes` first: every page and its permission. `insight_pages` makes the pages; it is loaded
with the first of them, because the libraries it counts with take seconds to load.
"""
