"""Show a product: its card, and the text that its facts stand in. Pure."""

from collections.abc import Iterable, Iterator

from assistant.answer import money
from assistant.answer.texts import TEXTS
from assistant.conversation.message import Card, Language
from assistant.understanding.types import Constraints
from retrieval.catalogue.folding import fold
from retrieval.catalogue.types import Money, Product, Variant
from retrieval.types import Evidence

MAX_VALUES = 6  # of one option on a card: what fits two lines of a phone


def card(product: Product, language: Language, constraints: Constraints | None = None) -> Card:
    """Return a product as a card, showing the variants that satisfy `constraints`, if any do."""
    shown = fitting(product, constraints or Constraints()) or product.variants
    texts = TEXTS[language]
    available = any(variant.available for variant in shown)
    return Card(
        product_id=product.product_id,
        title=product.title,
        subtitle=" · ".join(", ".join(v[:MAX_VALUES]) for _, v in options(shown)),
        price=price(shown, language),
        availability=texts.in_stock if available else texts.out_of_stock,
        url=product.url,
        image_url=next((v.image_url for v in shown if v.image_url), product.image_url),
    )


def fitting(product: Product, constraints: Constraints) -> tuple[Variant, ...]:
    """Return the variants that satisfy price, options and stock together."""
    return tuple(v for v in product.variants if _fits(v, constraints))


def _fits(variant: Variant, constraints: Constraints) -> bool:
    amount = variant.price.amount_minor if variant.price else None
    low, high = constraints.price_min_minor, constraints.price_max_minor
    if (low is not None or high is not None) and amount is None:
        return False
    if low is not None and (amount or 0) < low:
        return False
    if high is not None and (amount or 0) > high:
        return False
    if constraints.in_stock and not variant.available:
        return False
    values = {fold(value) for _, value in variant.options}
    return all(fold(value) in values for _, value in constraints.options)


def options(variants: tuple[Variant, ...]) -> list[tuple[str, list[str]]]:
    """Return each option's name with its distinct values, in the order of the variants."""
    seen: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options:
            seen.setdefault(name, {})[value] = None
    return [(name, list(values)) for name, values in seen.items()]


def price(variants: tuple[Variant, ...], language: Language) -> str:
    """Return the price, or the range of prices, in words; empty when none is known."""
    prices = sorted({v.price for v in variants if v.price}, key=lambda m: m.amount_minor)
    if not prices:
        return ""
    low, high = money.write(prices[0], language), money.write(prices[-1], language)
    return low if low == high else f"{low} - {high}"


def product_of(found: Evidence) -> Product:
    """Return the product of a passage.

    Raises:
        ValueError: the passage is a page's.
    """
    if found.passage.product is None:
        msg = f"passage {found.passage.passage_id} is not a product's"
        raise ValueError(msg)
    return found.passage.product


def product_urls(products: Iterable[Product]) -> tuple[str, ...]:
    """Return every link of products that a card may show."""
    return tuple(
        url
        for product in products
        for url in (product.url, product.image_url, *(v.image_url for v in product.variants))
        if url
    )


def facts_of(product: Product) -> str:
    """Return everything the catalogue states of a product, as evidence for the guard."""
    return "\n".join(_facts(product))


def _facts(product: Product) -> Iterator[str]:
    yield product.title
    yield product.description
    yield " > ".join(product.category)
    yield product.brand
    for name, value in product.attributes:
        yield f"{name}: {value}"
    for variant in product.variants:
        yield " ".join(f"{name}: {value}" for name, value in variant.options)
        yield from (_amount(m) for m in (variant.price, variant.compare_at) if m)


def _amount(amount: Money) -> str:
    return f"{money.major(amount)} {amount.currency}"
