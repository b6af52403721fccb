"""Answer a question about one product, from its own facts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import OSA

from assistant.answers.composing.pages.passage_statements import READINGS, plain
from assistant.answers.composing.products.nearest_values import nearest_values
from assistant.answers.composing.products.product_aspects import (
    ProductAspect,
    asks_no_more,
    asks_of_variants,
    aspect_of,
    attributes_of,
)
from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    price,
    product_of,
    product_source,
    product_urls,
)
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
from assistant.answers.reply_draft import Draft, Ground
from assistant.answers.terms import is_generic, terms
from assistant.answers.texts import TEXTS, Texts
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.message_words import content, split
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product
from retrieval.types import Evidence

# Weights of a statement's cosine, of the share of the question's words that it says, and of an
# attribute that the question has a word for; and the least sum that answers. Fitted on
# tests/evals/dev/shops, but for the third.
COSINE = 69.0
SHARE = 4.5
RELATED = 4.0
LEAST_SCORE = 61.6
MAX_ALTERNATIVES = 3
MAX_DESCRIPTION = 300  # characters of a general answer
_COLOUR = regex.compile(r"\b(?:couleurs?|coloris|colou?rs?)\b")
_BARE_NUMBER = regex.compile(
    r"(?<![\d.,xX°-])\b(\d{1,2})(?![\d.,]*\d)(?!\s?(?:x|cm|mm|kg|g\b|eur|€|%|h\b|heures?|hours?|nuits?|nights?|jours?|days?|"
    r"fois|times|°|degr|km|l\b|litres?|people|personnes|places|noeuds|knots))"
)
_SIZE_NUMBER = regex.compile(r"(\d{1,2})(?: (?:ans?|years?))?$")
_OF_VARIANTS = {ProductAspect.STOCK, ProductAspect.CHOICES}
# Terms of asking for anything at all: "parlez-moi de", "plus d'infos sur".
_ABOUT = frozenset({"parl", "present", "decr", "decrir", "info", "inform", "detail", "describ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFact:
    """Hold an answer about a product, and the words it rests on."""

    text: str
    quote: str = ""  # empty: options, prices and stock, which are no sentence
    about_stock: bool = False


def answer(
    understanding: Understanding, found: Evidence, alternatives: Sequence[Product] = ()
) -> Draft:
    """Answer about the product of `found`; `alternatives` are similar products in stock.

    The product's facts are its options, prices, stock, attributes and description; a question that
    they do not answer is not answered.
    """
    product = product_of(found)
    offered = tuple(alternatives[:MAX_ALTERNATIVES])
    fact = _fact(understanding, found)
    texts = TEXTS[understanding.language]
    if aspect_of(_asked(understanding)) is ProductAspect.ALTERNATIVES:
        fact = _alternatives(product, texts, offered=bool(offered))
    elif not _is_sold_out(product):
        offered = ()
    elif fact and not fact.about_stock:
        note = texts.sold_out_note if offered else texts.sold_out_alone.format(name=product.title)
        fact = ProductFact(text=f"{fact.text}\n{note}", quote=fact.quote)
    elif fact:
        fact = _alternatives(product, texts, offered=bool(offered))
    return _draft(understanding, found, fact, offered)


def tell(understanding: Understanding, found: Evidence, facts: Sequence[ProductFact]) -> Draft:
    """Tell facts of a product, or that its page does not say it."""
    if not facts:
        return _draft(understanding, found, None)
    text = "\n".join(dict.fromkeys(fact.text for fact in facts))
    return _draft(understanding, found, ProductFact(text=text, quote=facts[0].quote))


def facts_to_choose(understanding: Understanding, found: Evidence) -> list[ProductFact]:
    """Return everything that can be told of a product, each fact by itself."""
    product, language = product_of(found), understanding.language
    reading = READINGS.of(found.passage)
    attributes = {f"{name}: {value}" for name, value in product.attributes}
    facts = [_attribute(product, TEXTS[language], one) for one in product.attributes]
    facts += [
        ProductFact(text=plain(unit.text), quote=unit.text)
        for unit in reading.units
        if unit.text not in attributes
    ]
    facts.append(ProductFact(text=_choices("", product, language), about_stock=True))
    if options := _options(understanding, product):
        facts.append(ProductFact(text=_variant(options, product, language), about_stock=True))
    if said := _price((), product, language):
        facts.append(said)
    return facts


def _draft(
    understanding: Understanding,
    found: Evidence,
    fact: ProductFact | None,
    offered: Sequence[Product] = (),
) -> Draft:
    product, texts = product_of(found), TEXTS[understanding.language]
    shown = (product, *offered)
    silent = texts.no_evidence_product.format(name=product.title)
    return Draft(
        kind=ReplyKind.ANSWERED if fact else ReplyKind.ABSTAINED,
        text=fact.text if fact else silent,
        language=understanding.language,
        reason=None if fact else Reason.NO_EVIDENCE,
        sources=(product_source(found, fact.quote if fact else ""),),
        cards=(
            card(product, understanding.language, understanding.constraints),
            *(card(other, understanding.language) for other in offered),
        ),
        quick_replies=() if fact else (texts.talk_to_person,),
        evidence=(found.passage.text, *(facts_of(p) for p in shown)),
        urls=(found.passage.url, *product_urls(shown)),
        rule="product" if fact else "product_silent",
        body=fact.text if fact else "",
        grounds=(_ground(found, product),) if fact else (),
    )


def _ground(found: Evidence, product: Product) -> Ground:
    passage = found.passage
    return Ground(
        title=product.title,
        headings=(),
        text=passage.text,
        url=passage.url,
        language=passage.language,
        score=round(found.score, 4),
    )


def wants_alternatives(understanding: Understanding, product: Product) -> bool:
    """Tell whether others like `product` should be shown."""
    return _is_sold_out(product) or aspect_of(_asked(understanding)) is ProductAspect.ALTERNATIVES


def _fact(understanding: Understanding, found: Evidence) -> ProductFact | None:
    """Return the answer of a product's facts; None: they do not answer."""
    product = product_of(found)
    asked = _asked(understanding)
    wanted = aspect_of(asked)
    options = _options(understanding, product)
    if wanted is ProductAspect.PRICE and (said := _price(options, product, understanding.language)):
        return said
    if options:
        return ProductFact(
            text=_variant(options, product, understanding.language), about_stock=True
        )
    related = attributes_of(_beside_title(asked, product), product)
    if wanted in _OF_VARIANTS and not related and not _asks_more(understanding, product):
        return ProductFact(text=_choices(asked, product, understanding.language), about_stock=True)
    return _statement(understanding, found, related)


def _price(
    options: tuple[tuple[str, str], ...], product: Product, language: Language
) -> ProductFact | None:
    """Say the price, that of the variant asked for if there is such a variant."""
    texts = TEXTS[language]
    chosen = fitting(product.variants, Constraints(options=options)) if options else ()
    low, *higher = price(chosen or product.variants, language).split(" - ")
    if not low:
        return None
    said = ", ".join(value for _, value in options)
    name = f"{product.title} ({said})" if chosen else product.title
    form = texts.price_from if higher else texts.price
    return ProductFact(text=form.format(name=name, price=low))


def _asks_more(understanding: Understanding, product: Product) -> bool:
    """Tell whether a question about variants names something that no variant is: long sleeves."""
    language = understanding.language
    options = values_of(product.variants)
    known = " ".join(word for name, values in options for word in (name, *values))
    said = terms(f"{product.title} {known}", language)
    return any(
        not asks_of_variants(word.text)
        and not is_generic(one, language)
        and not any(OSA.distance(one, other) <= len(one) // 4 for other in said)
        for word in content(split(_asked(understanding)))
        for one in terms(word.text, language)
    )


def _attribute(product: Product, texts: Texts, attribute: tuple[str, str]) -> ProductFact:
    name, value = attribute
    said = texts.attribute.format(name=product.title, attribute=name, value=value)
    return ProductFact(text=said, quote=value)


def _beside_title(asked: str, product: Product) -> str:
    """Return a question without the words of the product's name.

    "Rain boots" in the name are no question about rain.
    """
    title = set(fold(product.title).split())
    return " ".join(word for word in asked.split() if fold(word.strip(",.?!")) not in title)


def _asked(understanding: Understanding) -> str:
    """Return the customer's last question: a follow-up's own words, without the topic before."""
    return understanding.own_words


def _is_sold_out(product: Product) -> bool:
    return not any(variant.available for variant in product.variants)


def _alternatives(product: Product, texts: Texts, *, offered: bool) -> ProductFact:
    if _is_sold_out(product):
        form = texts.sold_out if offered else texts.sold_out_alone
    else:
        form = texts.alternatives if offered else texts.no_alternatives
    return ProductFact(text=form.format(name=product.title), about_stock=True)


def _options(understanding: Understanding, product: Product) -> tuple[tuple[str, str], ...]:
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
    return said if sized else (*said, *_bare_sizes(_asked(understanding), product))


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


def _variant(options: tuple[tuple[str, str], ...], product: Product, language: Language) -> str:
    """Say whether the options asked for are in stock, and list the other choices."""
    texts = TEXTS[language]
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


def _choices(asked: str, product: Product, language: Language) -> str:
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


def _statement(
    understanding: Understanding, found: Evidence, related: frozenset[tuple[str, str]]
) -> ProductFact | None:
    """Return the sentence or attribute that answers; the first sentences if nothing is asked.

    `related` are the attributes that the question has a word for.
    """
    reading, product = READINGS.of(found.passage), product_of(found)
    language: Language = "fr" if found.passage.language == "fr" else "en"
    asked = terms(_asked(understanding), understanding.language) - reading.title - _ABOUT
    if not reading.units:
        return None
    attributes = {f"{name}: {value}": (name, value) for name, value in product.attributes}
    if not asked:
        prose = [unit.text for unit in reading.units if unit.text not in attributes]
        said = _opening(prose or [reading.units[0].text])
        return ProductFact(text=plain(" ".join(said)), quote=said[0])
    cosines = (reading.vectors @ understanding.vector).tolist()
    scores = [
        COSINE * cosine
        + SHARE * len(asked & terms(unit.text, language)) / len(asked)
        + RELATED * (attributes.get(unit.text) in related)
        for unit, cosine in zip(reading.units, cosines, strict=True)
    ]
    best = max(range(len(scores)), key=scores.__getitem__)
    if scores[best] < LEAST_SCORE:
        return _attribute_asked(understanding, product, related)
    quote = reading.units[best].text
    if quote in attributes:
        return _attribute(product, TEXTS[understanding.language], attributes[quote])
    return ProductFact(text=plain(quote), quote=quote)


def _attribute_asked(
    understanding: Understanding, product: Product, related: frozenset[tuple[str, str]]
) -> ProductFact | None:
    """Return the attribute that a question asks for, and nothing else: "elle pèse combien ?"."""
    asked = _beside_title(_asked(understanding), product)
    if not related or not asks_no_more(asked, understanding.language):
        return None
    told = next(one for one in product.attributes if one in related)
    return _attribute(product, TEXTS[understanding.language], told)


def _opening(sentences: Sequence[str]) -> list[str]:
    """Return the first sentences, as many as are quickly read."""
    said = [sentences[0]]
    for sentence in sentences[1:]:
        if sum(map(len, said)) + len(sentence) > MAX_DESCRIPTION:
            break
        said.append(sentence)
    return said
