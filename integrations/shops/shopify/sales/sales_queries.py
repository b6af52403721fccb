"""Hold the queries of a store's sales, against version 2026-10 of the Admin API.

A page of 8 orders asks for 954 of the 1,000 points that one query may cost.
Source: shopify.dev/docs/api/admin-graphql/latest/objects/LineItem, .../Order, .../InventoryItem
"""

import json

_MONEY = "{ shopMoney { amount currencyCode } }"
_PAGE = "pageInfo { hasNextPage endCursor }"

_SOLD = f"""{{
  id title quantity currentQuantity
  discountedUnitPriceAfterAllDiscountsSet {_MONEY}
  product {{ id }}
  variant {{ inventoryItem {{ unitCost {{ amount currencyCode }} }} }}
}}"""

_PLACED = f"""
      id createdAt cancelledAt displayFulfillmentStatus taxesIncluded
      customer {{ id }}
      shippingAddress {{ zip countryCodeV2 }}
      customAttributes {{ key value }}
      totalPriceSet {_MONEY}
      totalTaxSet {_MONEY}
      totalRefundedSet {_MONEY}
      totalRefundedShippingSet {_MONEY}"""

ORDERS_SINCE = f"""query OrdersSince($search: String!, $after: String) {{
  orders(first: 8, after: $after, query: $search, sortKey: CREATED_AT) {{
    nodes {{{_PLACED}
      lineItems(first: 15) {{ nodes {_SOLD} {_PAGE} }}
    }}
    {_PAGE}
  }}
}}"""

MORE_SOLD = f"""query MoreSold($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 100, after: $after) {{ nodes {_SOLD} {_PAGE} }} }}
}}"""


RETURNED_AT_ONCE = 6
"""Orders whose reasons one query reads: about 860 points, by Shopify's rule for connections."""

_REASONS = """{
    id
    returns(first: 4) { nodes {
      status
      returnLineItems(first: 8) { nodes { ... on ReturnLineItem {
        quantity returnReasonNote returnReasonDefinition { handle }
        fulfillmentLineItem { lineItem { id } }
      } } pageInfo { hasNextPage endCursor } }
    } pageInfo { hasNextPage endCursor } }
  }"""


def reasons_of(orders: int) -> str:
    """Return the query of the reasons of so many orders, whose ids are `o0`, `o1` ..."""
    ids = ", ".join(f"$o{number}: ID!" for number in range(orders))
    asked = "".join(f"  o{one}: order(id: $o{one}) {_REASONS}\n" for one in range(orders))
    return f"query ReasonsOfReturns({ids}) {{\n{asked}}}"


def sold_in_bulk(search: str) -> str:
    """Return the bulk query for `ORDERS_SINCE`: it takes no variables, and reads every page."""
    return f"""{{
  orders(query: {json.dumps(search)}, sortKey: CREATED_AT) {{
    edges {{
      node {{{_PLACED}
        lineItems {{ edges {{ node {{ id ...on LineItem {_SOLD} }} }} }}
      }}
    }}
  }}
}}"""
