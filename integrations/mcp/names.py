"""What tools are called."""

ASK, CONFIRM = "ask", "confirm_operation"
"""A customer's words, and their answer to a read-back. Operations are called as they are."""

SEARCH, PRODUCT = "search_products", "get_product"

OVERVIEW, INSIGHTS = "insights_overview", "list_insights"
NUMBERS, QUOTES = "insight_numbers", "insight_quotes"

FOR_STAFF = frozenset({OVERVIEW, INSIGHTS, NUMBERS, QUOTES})
