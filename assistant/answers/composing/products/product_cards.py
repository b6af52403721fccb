"""Show a product: its card, and the text that its facts stand in. Pure."""

from collections.abc import Iterable, Iterator

from assistant.answers import amount_text
from assistant.answers.composing.products.variant_summary import fitting, in_words, values_of
from assistant.answers.texts import TEXTS
from assistant.conversation.message import Card, Language, Source
from assistant.understanding.types import Constraints
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Money, Product, Variant
from retrieval.types import Evidence

MAX_VALUES = 6  # of one option on a card: two lines of a phone


def card(product: Product, language: Language, constraints: Constraints | None = None) -> Card:
    """Return a product as a card, showing the variants that satisfy `constraints`, if any do.

    Of those, the ones that can be bought now, if any can.
    """
    shown = fitting(product.variants, constraints or Constraints()) or product.variants
    buyable = tuple(variant for variant in shown if variant.available)
    texts = TEXTS[language]
    return Card(
        product_id=product.product_id,
        title=product.title,
        subtitle=" · ".join(_options(product, buyable or shown, language)),
        price=price(buyable or shown, language),
        availability=texts.in_stock if buyable else texts.out_of_stock,
        url=product.url,
        image_url=next((v.image_url for v in shown if v.image_url), product.image_url),
    )


def price(variants: Iterable[Variant], language: Language) -> str:
    """Return the price, or the range of prices, in words; empty when none is known."""
    prices = sorted({v.price for v in variants if v.price}, key=lambda m: m.amount_minor)
    if not prices:
        return ""
    low, high = (
        amount_text.write_amount(prices[0], language),
        amount_text.write_amount(prices[-1], language),
    )
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


def product_source(found: Evidence, quote: str = "") -> Source:
    """Return a product as a source; `quote` if it stands in its passage, else its title."""
    passage = found.passage
    stands = quote and fold(quote) in fold(passage.text)
    return Source(
        title=passage.title,
        url=passage.url,
        quote=quote if stands else passage.title,
        language=passage.language,
        score=round(found.score, 4),
    )


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


def _options(product: Product, shown: Iterable[Variant], language: Language) -> Iterator[str]:
    """Yield each option's values among `shown`, in the order of all variants."""
    having = {option for variant in shown for option in variant.options}
    for name, values in values_of(product.variants):
        words = in_words([v for v in values if (name, v) in having], language).split(", ")
        yield ", ".join(words[:MAX_VALUES])


def _facts(product: Product) -> Iterator[str]:
    yield product.title
    yield product.description
    yield " > ".join(product.category)
    yield product.brand
    for name, value in product.attributes:
        yield f"{name}: {value}"
    for name, values in values_of(product.variants):
        yield f"{name}: {', '.join(values)}"
    amounts = (m for v in product.variants for m in (v.price, v.compare_at) if m)
    yield from map(_amount, dict.fromkeys(amounts))


def _amount(amount: Money) -> str:
    return f"{amount_text.major_units(amount)} {amount.currency}"
