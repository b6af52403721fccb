"""Read a basket out of an address or a cookie, and prepare it for its page. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from assistant.commerce.amounts import Money, times, total
from integrations.shops.demo.help_markup import price, slug
from integrations.shops.demo.product_views import COLOUR_NAMES, FEW
from retrieval.catalogue.types import Product, Variant

MOST = 99
"""Most pieces of one line."""

ADD = "add"
"""The field of a form that puts one more piece of an SKU into the basket."""

Pieces = Mapping[str, int]
"""How many pieces there are of each SKU, in the order they came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """Hold a line of the basket as its page shows it."""

    sku: str
    title: str
    options: str
    url: str
    picture: str
    pieces: int
    price: str  # of one piece
    amount: str  # of all pieces
    left: int | None  # pieces in stock, where those are few or too few
    without: str  # the query of the basket without this line


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketView:
    """Hold the basket as its page shows it."""

    rows: tuple[BasketRow, ...]
    pieces: int
    total: str  # "": there is nothing in it
    query: str  # says the same basket again


def read_pieces(query: str, known: Iterable[str]) -> Pieces:
    """Return the pieces of a basket that a query names, of the SKUs in `known`."""
    sold = frozenset(known)
    found: dict[str, int] = {}
    for sku, said in parse_qsl(query):
        if sku in sold and said.isascii() and said.isdigit():
            found[sku] = min(MOST, int(said))
    return {sku: pieces for sku, pieces in found.items() if pieces}


def with_added(pieces: Pieces, sku: str) -> Pieces:
    """Return the basket with one more piece."""
    return {**pieces, sku: min(MOST, pieces.get(sku, 0) + 1)}


def view_basket(
    pieces: Pieces, products: Sequence[Product], originals: Mapping[str, Product]
) -> BasketView:
    """Return the basket in the language of `products`; `originals` are the French ones."""
    sold = {v.sku: (product, v) for product in products for v in product.variants if v.price}
    lines = [(*sold[sku], count) for sku, count in pieces.items() if sku in sold]
    amounts = [times(v.price, count) for _, v, count in lines if v.price]
    return BasketView(
        rows=tuple(_row(*line, pieces, originals) for line in lines),
        pieces=sum(count for _, _, count in lines),
        total=_written(total(amounts, currency=amounts[0].currency), products) if amounts else "",
        query=urlencode(pieces),
    )


def _row(
    product: Product, variant: Variant, count: int, all_: Pieces, originals: Mapping[str, Product]
) -> BasketRow:
    amount = times(variant.price, count) if variant.price else None
    short = variant.stock is not None and (variant.stock <= FEW or variant.stock < count)
    return BasketRow(
        sku=variant.sku,
        title=product.title,
        options=", ".join(value for _, value in variant.options),
        url=product.url,
        picture=_picture(product, variant, originals[product.product_id]),
        pieces=count,
        price=price(variant.price, product.language) if variant.price else "",
        amount=price(amount, product.language) if amount else "",
        left=variant.stock if short else None,
        without=urlencode({sku: n for sku, n in all_.items() if sku != variant.sku}),
    )


def _picture(product: Product, variant: Variant, original: Product) -> str:
    """Return the picture of a variant, which the colour of the French product names."""
    place = product.variants.index(variant)
    colour = dict(original.variants[place].options).get(COLOUR_NAMES["fr"], "")
    return (
        product.image_url.replace(".svg", f"--{slug(colour)}.svg") if colour else product.image_url
    )


def _written(amount: Money, products: Sequence[Product]) -> str:
    return price(amount, products[0].language)
