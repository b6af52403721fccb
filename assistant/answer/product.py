"""Answer a question about one product, from its own facts. Pure."""

from collections.abc import Sequence

from assistant.answer.aspects import Aspect, aspect_of, attribute_of
from assistant.answer.cards import card, facts_of, fitting, options, price, product_of, product_urls
from assistant.answer.draft import Draft
from assistant.answer.extract import extract
from assistant.answer.plain import plain
from assistant.answer.texts import TEXTS, Texts
from assistant.answer.words import overlap, stems
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Understanding
from retrieval.catalogue.folding import fold
from retrieval.catalogue.types import Product, Variant
from retrieval.types import Evidence

MIN_OVERLAP = 0.34  # a third of what is asked, beside the product's name, stands in the sentence
MAX_ALTERNATIVES = 3


def answer(
    understanding: Understanding, found: Evidence, alternatives: Sequence[Product] = ()
) -> Draft:
    """Answer about the product of `found`; `alternatives` are in stock and alike.

    The product's facts are its options, prices, stock, attributes and description; what they do
    not say is not answered.
    """
    product = product_of(found)
    said = _say(understanding, found)
    texts = TEXTS[understanding.language]
    text, reason = said or (texts.no_evidence_product.format(name=product.title), None)
    sold_out = not any(variant.available for variant in product.variants)
    offered = tuple(alternatives[:MAX_ALTERNATIVES]) if sold_out else ()
    if sold_out and _mentions_stock(understanding):
        text = (texts.sold_out if offered else texts.sold_out_alone).format(name=product.title)
    shown = (product, *offered)
    return Draft(
        kind=ReplyKind.ANSWERED if said else ReplyKind.ABSTAINED,
        text=text,
        language=understanding.language,
        reason=None if said else Reason.NO_EVIDENCE,
        sources=(_source(found, reason or product.title),),
        cards=tuple(card(p, understanding.language) for p in shown),
        quick_replies=() if said else (texts.talk_to_person,),
        evidence=(found.passage.text, *(facts_of(p) for p in shown)),
        urls=(found.passage.url, *product_urls(shown)),
        rule="product" if said else "product_silent",
    )


def _say(understanding: Understanding, found: Evidence) -> tuple[str, str] | None:
    """Return what is said and the quote it rests on; None: the product's facts are silent."""
    product, texts = product_of(found), TEXTS[understanding.language]
    wanted = aspect_of(understanding.text)
    if understanding.constraints.options and wanted is not Aspect.PRICE:
        return _variant(understanding, product, texts), product.title
    if wanted is Aspect.PRICE and (amount := price(product.variants, understanding.language)):
        return texts.price.format(name=product.title, price=amount), product.title
    if attribute := attribute_of(understanding.text, product):
        name, value = attribute
        return texts.attribute.format(name=product.title, attribute=name, value=value), value
    if wanted in {Aspect.STOCK, Aspect.CHOICES}:
        return _choices(product, texts), product.title
    return _sentence(understanding, found)


def _variant(understanding: Understanding, product: Product, texts: Texts) -> str:
    asked = " ".join(value for _, value in understanding.constraints.options)
    named = fitting(product, understanding.constraints)
    if not named:
        return texts.no_variant.format(
            name=product.title, variant=asked, variants=_values(product.variants)
        )
    found = any(variant.available for variant in named)
    said = texts.variant_in_stock if found else texts.variant_out_of_stock
    return said.format(name=product.title, variant=asked)


def _choices(product: Product, texts: Texts) -> str:
    available = tuple(variant for variant in product.variants if variant.available)
    if not available:
        return texts.sold_out_alone.format(name=product.title)
    values = _values(available)
    if not values:
        return f"{product.title} : {texts.in_stock}"
    return texts.variants_in_stock.format(name=product.title, variants=values)


def _values(variants: tuple[Variant, ...]) -> str:
    return " ; ".join(", ".join(values) for _, values in options(variants))


def _sentence(understanding: Understanding, found: Evidence) -> tuple[str, str] | None:
    product = product_of(found)
    language: Language = "fr" if found.passage.language == "fr" else "en"
    asked = stems(understanding.text, language) - stems(product.title, language)
    best = extract(understanding, [found])
    if not best or not asked:
        return (product.description, product.description) if not asked and best else None
    if overlap(asked, stems(best[0].quote, language)) < MIN_OVERLAP:
        return None
    return plain(best[0].quote), best[0].quote


def _mentions_stock(understanding: Understanding) -> bool:
    return aspect_of(understanding.text) in {Aspect.STOCK, Aspect.CHOICES} or bool(
        understanding.constraints.options
    )


def _source(found: Evidence, quote: str) -> Source:
    passage = found.passage
    stands = fold(quote) in fold(passage.text)
    return Source(
        title=passage.title,
        url=passage.url,
        quote=quote if stands else passage.title,
        language=passage.language,
        score=round(found.score, 4),
    )
