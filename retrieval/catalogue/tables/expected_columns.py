"""Say which columns a table of products or pages needs, next to those that one has."""

from collections.abc import Sequence

EXPECTED = (
    ("Shopify", "Handle, Title, Vendor, Variant SKU, Variant Price, Option1 Name, Option1 Value"),
    (
        "WooCommerce",
        "ID, Type, SKU, Name, Published, Regular price, Sale price, Categories, Parent",
    ),
    ("Google feed", "id, title, description, link, image_link, price, availability"),
    ("Magento", "sku, name, product_type, attribute_set_code, price, qty"),
    ("Thelia", "REF, TITRE FR, TITRE UK, DESCRIPTIF FR, DESCRIPTIF UK, PRIX, PRIX2"),
    ("pages", "title, content"),
)
"""The header of a table of each format that is read, by the format's name; any case, any order."""

_MOST = 12  # columns of a table that are named
_LONGEST = 40  # characters of one of them


def explain_columns(header: Sequence[str]) -> str:
    """Return the reason why a table is not read: its columns, and those that would be."""
    named = ", ".join(one[:_LONGEST] or "(none)" for one in header[:_MOST])
    more = f" and {len(header) - _MOST} more" if len(header) > _MOST else ""
    forms = "; ".join(f"{name}: {columns}" for name, columns in EXPECTED)
    return (
        f"its columns are of no known export ({named}{more}): name them as in one of these. {forms}"
    )
