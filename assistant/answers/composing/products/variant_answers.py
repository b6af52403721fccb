"""Tell of a product's variants: which are in stock, which choices there are. Pure."""

import regex

from assistant.answers.composing.products.nearest_values import nearest_values
from assistant.answers.composing.products.search_texts import SEARCH_TEXTS
from assistant.answers.composing.products.variant_summary import (
    between,
    fitting,
    in_words,
    listed,
    named,
    of_colour,
    values_of,
)
from assistant.answers.texts import TEXTS
from assistant.conversation.message import Language
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product

_COLOUR = regex.compile(r"\b(?:couleurs?|coloris|colou?rs?)\b")
_BARE_NUMBER = regex.compile(
    r"(?<![\d.,xX°-])\b(\d{1,2})(?![\d.,]*\d)(?!\s?(?:x|cm|mm|kg|g\b|eur|€|%|h\b|heures?|hours?|nuits?|nights?|jours?|days?|"
    r"fois|times|°|degr|km|l\b|litres?|people|personnes|places|noeuds|knots))"
)
_SIZE_NUMBER = regex.compile(r"(\d{1,2})(?: (?:ans?|years?))?$")


def options_asked(understanding: Understanding, product: Product) -> tuple[tuple[str, str], ...]:
    """Return the options asked for that this product may have.

    A capacity is an option of one product and an attribute, or nothing, of another. Sizes and
    colours are kept for any product: "there is no such size" is an answer.
    """
    own = {name for name, _ in values_of(product.variants)}
    dimension = shared_sayings().meaning
    said = tuple(
        (name, value)
        for name, value in understanding.constraints.options
        if name in own or dimension(name).dimension is not Dimension.OTHER
    )
    sized = any(dimension(name).dimension is Dimension.SIZE for name, _ in said)
    return said if sized else (*said, *_bare_sizes(understanding.own_words, product))


def _bare_sizes(asked: str, product: Product) -> tuple[tuple[str, str], ...]:
    """Return the sizes of a product that a question says as a bare number: "indigo 40 ?"."""
    numbers = {m[1] for m in _BARE_NUMBER.finditer(fold(asked))}
    return tuple(
        (name, value)
        for name, values in values_of(product.variants)
        if shared_sayings().meaning(name).dimension is Dimension.SIZE
        for value in values
        if (size := _SIZE_NUMBER.match(fold(value))) and size[1] in numbers
    )


def tell_variant(options: tuple[tuple[str, str], ...], product: Product, language: Language) -> str:
    """Say whether the options asked for are in stock, and list the other choices."""
    texts = TEXTS[language]
    by_name = named(options)
    several = next(((name, values) for name, values in by_name if len(values) > 1), None)
    if several is not None:
        same = tuple(one for one in options if one[0] != several[0])
        each = (((several[0], value), *same) for value in several[1])
        return "\n".join(tell_variant(one, product, language) for one in each)
    asked = " ".join(value for _, value in options)
    wanted = fitting(product.variants, Constraints(options=options))
    buyable = tuple(variant for variant in wanted if variant.available)
    if buyable:
        own = {value for v in buyable for _, value in v.options}
        shades = [
            v
            for _, vs in values_of(buyable)
            for v in vs
            if v in own and not any(v == value for _, value in options)
        ]
        variant = f"{asked} ({in_words(shades, language)})" if shades else asked
        return texts.variant_in_stock.format(name=product.title, variant=variant)
    if not wanted:
        existing = between(language).join(
            f"{name.lower()} {in_words(values, language)}"
            for name, values in values_of(product.variants)
        )
        none = texts.no_variant.format(name=product.title, variant=asked, variants=existing)
        return " ".join((none, *_nearest(options, product, language)))
    said = [texts.variant_out_of_stock.format(name=product.title, variant=asked)]
    for name, values in named(options):
        near = Constraints(options=tuple((name, value) for value in values), in_stock=True)
        others = [
            in_words(theirs, language)
            for other, theirs in values_of(fitting(product.variants, near))
            if other != name
        ]
        if others and len(options) > 1:
            value = f" {texts.and_} ".join(values)
            said.append(texts.also_in.format(value=value, variants=between(language).join(others)))
    if len(said) == 1:
        said += _nearest(options, product, language)
    return " ".join(said)


def _nearest(
    options: tuple[tuple[str, str], ...], product: Product, language: Language
) -> list[str]:
    """Say which sizes next to the one asked for can be bought, with the other options."""
    meaning = shared_sayings().meaning
    for one in options:
        if meaning(one[0]).dimension is not Dimension.SIZE:
            continue
        others = Constraints(options=tuple(other for other in options if other != one))
        if near := nearest_values((product,), one[1], others):
            return [SEARCH_TEXTS[language].near.format(values=", ".join(near))]
    return []


def tell_choices(asked: str, product: Product, language: Language) -> str:
    """Say which variants can be bought; only their colours, if the question is about colours."""
    texts = TEXTS[language]
    available = tuple(variant for variant in product.variants if variant.available)
    if not available:
        return texts.sold_out_alone.format(name=product.title)
    colours = of_colour(available, language) if _COLOUR.search(fold(asked)) else ""
    variants = f" {colours}." if colours else listed(available, language)
    if len(variants) > len(" ."):
        return texts.variants_in_stock.format(name=product.title, variants=variants)
    return texts.product_in_stock.format(name=product.title)
