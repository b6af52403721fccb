"""Hold the queries and mutations that are sent to the Admin API, against version 2026-10.

Reference: shopify.dev/docs/api/admin-graphql/latest. Sizes of connections keep the requested cost
of each query below the 1,000 points that one query may cost.
"""

from collections.abc import Sequence

_MONEY = "{ shopMoney { amount currencyCode } }"

_ADDRESS = """{
  firstName lastName name company address1 address2 city zip province provinceCode
  countryCodeV2 phone
}"""

_TRANSACTION = f"""{{
  id kind status gateway receiptJson processedAt
  amountSet {_MONEY}
  paymentDetails {{
    __typename
    ... on CardPaymentDetails {{ company number }}
  }}
}}"""

_LINE = f"""{{
  id title quantity currentQuantity unfulfilledQuantity
  discountedUnitPriceAfterAllDiscountsSet {_MONEY}
  product {{ id tags }}
  variant {{ id selectedOptions {{ name value }} }}
}}"""

_PAGE = "pageInfo { hasNextPage endCursor }"

_FULFILLMENT_LINES = f"{{ nodes {{ id quantity lineItem {{ id }} }} {_PAGE} }}"

_RETURN_LINES = f"""{{
  nodes {{ ... on ReturnLineItem {{
    quantity refundedQuantity returnReasonNote returnReasonDefinition {{ handle }}
    fulfillmentLineItem {{ id lineItem {{ id }} }}
  }} }}
  {_PAGE}
}}"""

_RETURN = f"""{{
  id name status
  returnLineItems(first: 10) {_RETURN_LINES}
  exchangeLineItems(first: 15) {{ nodes {{ variantId quantity lineItems {{ id }} }} }}
}}"""

_RECORD = 'metafield(namespace: "$app:comptoir", key: "effects") { value compareDigest }'

_ORDER = f"""{{
  id name createdAt updatedAt cancelledAt cancelReason currencyCode displayFulfillmentStatus
  cancellation {{ staffNote }}
  customer {{ id }}
  shippingAddress {_ADDRESS}
  totalShippingPriceSet {_MONEY}
  lineItems(first: 25) {{ nodes {_LINE} {_PAGE} }}
  transactions(first: 20) {_TRANSACTION}
  refunds(first: 10) {{ id note return {{ id }} transactions(first: 5) {{ nodes {{ id }} }} }}
  fulfillments(first: 10) {{
    id status displayStatus createdAt inTransitAt estimatedDeliveryAt deliveredAt
    events(first: 1, sortKey: HAPPENED_AT, reverse: true) {{ nodes {{ happenedAt }} }}
    trackingInfo(first: 1) {{ company number url }}
    fulfillmentLineItems(first: 10) {_FULFILLMENT_LINES}
  }}
  returns(first: 5) {{ nodes {_RETURN} {_PAGE} }} {_RECORD}
}}"""

ORDER = f"query OrderById($id: ID!) {{ order(id: $id) {_ORDER} }}"

ORDER_IDS_BY_NAME = """query OrdersByName($search: String!) {
  orders(first: 10, query: $search) { nodes { id name } }
}"""

ORDER_IDS_OF_CUSTOMER = f"""query OrdersOfCustomer($id: ID!, $first: Int!, $after: String) {{
  customer(id: $id) {{
    orders(first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {{
      nodes {{ id }}
      {_PAGE}
    }}
  }}
}}"""

RUN_IN_BULK = """mutation RunInBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) {
    bulkOperation { id status }
    userErrors { field message code }
  }
}"""

BULK = """query Bulk($id: ID!) {
  bulkOperation(id: $id) { id status errorCode url }
}"""

CANCEL_BULK = """mutation CancelBulk($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } }
}"""


MORE_LINES = f"""query MoreLines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 50, after: $after) {{ nodes {_LINE} {_PAGE} }} }}
}}"""

MORE_RETURNS = f"""query MoreReturns($id: ID!, $after: String) {{
  order(id: $id) {{ returns(first: 10, after: $after) {{ nodes {_RETURN} {_PAGE} }} }}
}}"""

MORE_FULFILLMENT_LINES = f"""query MoreFulfillmentLines($id: ID!, $after: String) {{
  fulfillment(id: $id) {{ fulfillmentLineItems(first: 50, after: $after) {_FULFILLMENT_LINES} }}
}}"""

MORE_RETURN_LINES = f"""query MoreReturnLines($id: ID!, $after: String) {{
  return(id: $id) {{ returnLineItems(first: 50, after: $after) {_RETURN_LINES} }}
}}"""

_CUSTOMER = """{
  id firstName lastName locale tags
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress {
    id firstName lastName name company address1 address2 city zip province provinceCode
    countryCodeV2 phone
  }
}"""

CUSTOMER = f"""query CustomerById($id: ID!) {{
  customer(id: $id) {_CUSTOMER}
}}"""

CUSTOMER_BY_EMAIL = f"""query CustomerByEmail($email: String!) {{
  customerByIdentifier(identifier: {{ emailAddress: $email }}) {_CUSTOMER}
}}"""

CUSTOMERS_BY_NAME = f"""query CustomersByName($search: String!, $after: String) {{
  customers(first: 50, after: $after, query: $search) {{ nodes {_CUSTOMER} {_PAGE} }}
}}"""

PAYMENTS_OF_CUSTOMER = f"""query PaymentsOfCustomer($id: ID!) {{
  customer(id: $id) {{
    orders(first: 10, sortKey: CREATED_AT, reverse: true) {{
      nodes {{ transactions(first: 10) {_TRANSACTION} }}
    }}
  }}
}}"""

STORE_CREDIT_OF_CUSTOMER = """query StoreCreditOfCustomer($id: ID!) {
  customer(id: $id) {
    storeCreditAccounts(first: 10) { nodes { balance { amount currencyCode } } }
  }
}"""

GIFT_CARDS_OF_CUSTOMER = f"""query GiftCardsOfCustomer($search: String!, $after: String) {{
  giftCards(first: 50, after: $after, query: $search) {{
    nodes {{
      id lastCharacters enabled expiresOn balance {{ amount currencyCode }} customer {{ id }}
    }}
    {_PAGE}
  }}
}}"""

RECORD_OF_CUSTOMER = f"""query RecordOfCustomer($id: ID!) {{
  customer(id: $id) {{ id {_RECORD} }}
}}"""

RECORD_OF_ORDER = f"""query RecordOfOrder($id: ID!) {{
  order(id: $id) {{ id {_RECORD} }}
}}"""

INSTALLATION = """query Installation {
  currentAppInstallation { id accessScopes { handle } }
}"""

POINTER = """query Pointer($key: String!) {
  currentAppInstallation { metafield(namespace: "$app:comptoir_permits", key: $key) { value } }
}"""

SET_METAFIELDS = """mutation SetMetafields($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { userErrors { field message code } }
}"""

_TRANSLATIONS = "translations(locale: $locale) { key value }"

_VARIANT = """{
  id price inventoryQuantity inventoryPolicy inventoryItem { tracked }
  selectedOptions { name value }
}"""


def product(*, translated: bool) -> str:
    """Return the query of a product; translations need the scope `read_translations`."""
    words = _TRANSLATIONS if translated else ""
    locale = ", $locale: String!" if translated else ""
    return f"""query ProductById($id: ID!, $after: String{locale}) {{
      shop {{ currencyCode }}
      product(id: $id) {{
        id title status {words}
        options {{ name {words} optionValues {{ name {words} }} }}
        variants(first: 50, after: $after) {{ nodes {_VARIANT} {_PAGE} }}
      }}
    }}"""


_OFFERED = """{
  id sku price compareAtPrice inventoryQuantity inventoryPolicy inventoryItem { tracked }
  selectedOptions { name value }
}"""


def catalogue(languages: Sequence[str]) -> str:
    """Return the query of a page of the products on sale, with their words in `languages`.

    Translations need the scope `read_translations`.
    """
    words = _in_languages(languages)
    return f"""query Catalogue($after: String) {{
      products(first: 8, after: $after, query: "status:active published_status:published") {{
        nodes {{
          id title descriptionHtml vendor productType tags onlineStoreUrl status {words}
          category {{ fullName }}
          featuredMedia {{ preview {{ image {{ url }} }} }}
          options {{ name {words} optionValues {{ name {words} }} }}
          variants(first: 25) {{ nodes {_OFFERED} {_PAGE} }}
        }}
        {_PAGE}
      }}
    }}"""


MORE_OFFERED = f"""query MoreOffered($id: ID!, $after: String) {{
  product(id: $id) {{ variants(first: 150, after: $after) {{ nodes {_OFFERED} {_PAGE} }} }}
}}"""

CURRENCY = "query Currency { shop { currencyCode primaryDomain { url } } }"


def pages(languages: Sequence[str]) -> str:
    """Return the query of a page of the store's pages, with their words in `languages`."""
    words = _in_languages(languages)
    return f"""query Pages($after: String) {{
      pages(first: 50, after: $after) {{
        nodes {{ id title handle body isPublished {words} }}
        {_PAGE}
      }}
    }}"""


def policies(languages: Sequence[str]) -> str:
    """Return the query of the store's policies, with their words in `languages`."""
    words = _in_languages(languages)
    return f"query Policies {{ shop {{ shopPolicies {{ id title body url {words} }} }} }}"


def _in_languages(languages: Sequence[str]) -> str:
    return " ".join(f'in_{one}: translations(locale: "{one}") {{ key value }}' for one in languages)


VARIANTS = f"""query VariantsById($ids: [ID!]!) {{
  shop {{ currencyCode }}
  nodes(ids: $ids) {{ __typename ... on ProductVariant {_VARIANT} }}
}}"""

RETURN_REASONS = """query ReturnReasons($handles: [String!]) {
  returnReasonDefinitions(first: 50, handles: $handles) { nodes { id handle } }
}"""

CANCEL_ORDER = """mutation CancelOrder($orderId: ID!, $note: String!) {
  orderCancel(
    orderId: $orderId, reason: CUSTOMER, restock: true, notifyCustomer: true, staffNote: $note
    refundMethod: { originalPaymentMethodsRefund: true }
  ) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}"""

CANCELLED = """query Cancelled($id: ID!) { order(id: $id) { cancelledAt } }"""

CREATE_RETURN = """mutation CreateReturn($input: ReturnInput!) {
  returnCreate(returnInput: $input) { return { id name } userErrors { field message code } }
}"""

UPDATE_ORDER = """mutation UpdateOrder($input: OrderInput!) {
  orderUpdate(input: $input) { order { id } userErrors { field message } }
}"""

_CALCULATED = f"{{ id totalOutstandingSet {_MONEY} }}"

BEGIN_EDIT = f"""mutation BeginEdit($id: ID!) {{
  orderEditBegin(id: $id) {{
    calculatedOrder {{
      id
      totalOutstandingSet {_MONEY}
      lineItems(first: 100) {{ nodes {{ id quantity variant {{ id }} }} {_PAGE} }}
    }}
    userErrors {{ field message }}
  }}
}}"""

EDIT_QUANTITY = f"""mutation EditQuantity($id: ID!, $line: ID!, $quantity: Int!) {{
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) {{
    calculatedOrder {_CALCULATED}
    userErrors {{ field message }}
  }}
}}"""

EDIT_VARIANT = f"""mutation EditVariant($id: ID!, $variant: ID!, $quantity: Int!) {{
  orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity, allowDuplicates: true) {{
    calculatedOrder {_CALCULATED}
    userErrors {{ field message }}
  }}
}}"""

COMMIT_EDIT = """mutation CommitEdit($id: ID!, $note: String!) {
  orderEditCommit(id: $id, notifyCustomer: false, staffNote: $note) {
    order { id }
    userErrors { field message }
  }
}"""

CREATE_REFUND = """mutation CreateRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id }
    userErrors { field message }
  }
}"""

CREATE_DRAFT = """mutation CreateDraft($input: DraftOrderInput!) {
  draftOrderCreate(input: $input) { draftOrder { id } userErrors { field message } }
}"""

COMPLETE_DRAFT = """mutation CompleteDraft($id: ID!) {
  draftOrderComplete(id: $id) { draftOrder { id } userErrors { field message } }
}"""

DRAFT = "query Draft($id: ID!) { draftOrder(id: $id) { status order { name } } }"

CREATE_DISCOUNT = """mutation CreateDiscount($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field message code }
  }
}"""

DISCOUNT = """query Discount($code: String!) { codeDiscountNodeByCode(code: $code) {
  codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } } }"""

CREATE_ADDRESS = """mutation CreateAddress($customer: ID!, $address: MailingAddressInput!) {
  customerAddressCreate(customerId: $customer, address: $address, setAsDefault: true) {
    userErrors { field message }
  }
}"""

UPDATE_ADDRESS = """mutation UpdateAddress(
  $customer: ID!, $id: ID!, $address: MailingAddressInput!
) {
  customerAddressUpdate(
    customerId: $customer, addressId: $id, address: $address, setAsDefault: true
  ) { userErrors { field message } }
}"""
