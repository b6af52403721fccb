"""What tools are called."""

ASK, CONFIRM, REPLIES = "ask", "confirm_operation", "get_replies"
"""A customer's words, their answer to a read-back, and what was written since. Operations are
called as they are."""

SEARCH, PRODUCT = "search_products", "get_product"

OVERVIEW, INSIGHTS = "insights_overview", "list_insights"
NUMBERS, QUOTES = "insight_numbers", "insight_quotes"

FOR_STAFF = frozenset({OVERVIEW, INSIGHTS, NUMBERS, QUOTES})
