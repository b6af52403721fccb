"""Answer a question about one product, from its own facts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from assistant.answers.composing.pages.passage_statements import READINGS, plain
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
from assistant.answers.composing.products.variant_answers import (
    options_asked,
    tell_choices,
    tell_variant,
)
from assistant.answers.composing.products.variant_summary import (
    fitting,
    values_of,
)
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import is_generic, terms
from assistant.answers.texts import TEXTS, Texts
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language
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
LEAST_NEAR = (
    58.8  # of a sentence that is told as no more than near, where it is ahead of all others
)
CLEAR = 0.6
MAX_ALTERNATIVES = 3
MAX_DESCRIPTION = 300  # characters of a general answer
_OF_VARIANTS = {ProductAspect.STOCK, ProductAspect.CHOICES}
# Terms of asking for anything at all: "parlez-moi de", "plus d'infos sur".
_ABOUT = frozenset({"parl", "present", "decr", "decrir", "info", "inform", "detail", "describ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFact:
    """Hold an answer about a product, and the words it rests on."""

    text: str
    quote: str = ""  # empty: options, prices and stock, which are no sentence
    about_stock: bool = False
    is_near: bool = False  # the sentence comes near, and may not answer


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


def tell_of_each(understanding: Understanding, found: Sequence[Evidence]) -> Draft | None:
    """Tell the fact that is asked for, of each product whose page states it; None: no page does."""
    told = [
        (one, fact)
        for one in found
        if (fact := _fact(understanding, one)) and fact.quote and not fact.is_near
    ]
    if not told:
        return None
    silent = [one for one in found if all(one is not other for other, _ in told)]
    each = [_draft(understanding, one, fact) for one, fact in told]
    each += [_draft(understanding, one, None) for one in silent]
    colon = " : " if understanding.language == "fr" else ": "
    titles = [product_of(one).title for one, _ in told]
    text = "\n".join(
        "• " + (fact.text if title in fact.text else f"{title}{colon}{fact.text}")
        for title, (_, fact) in zip(titles, told, strict=True)
    )
    return replace(
        each[0],
        text=text,
        sources=tuple(draft.sources[0] for draft in each[: len(told)]),
        cards=tuple(draft.cards[0] for draft in each),
        evidence=tuple(dict.fromkeys(value for draft in each for value in draft.evidence)),
        urls=tuple(dict.fromkeys(url for draft in each for url in draft.urls)),
    )


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
    facts.append(ProductFact(text=tell_choices("", product, language), about_stock=True))
    if options := options_asked(understanding, product):
        facts.append(ProductFact(text=tell_variant(options, product, language), about_stock=True))
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
        evidence=(
            found.passage.text,
            *(facts_of(p) for p in shown),
            *(value for _, value in understanding.constraints.options),  # of the catalogue
        ),
        urls=(found.passage.url, *product_urls(shown)),
        rule="product" if fact else "product_silent",
    )


def wants_alternatives(understanding: Understanding, product: Product) -> bool:
    """Tell whether others like `product` should be shown."""
    return _is_sold_out(product) or aspect_of(_asked(understanding)) is ProductAspect.ALTERNATIVES


def _fact(understanding: Understanding, found: Evidence) -> ProductFact | None:
    """Return the answer of a product's facts; None: they do not answer."""
    product = product_of(found)
    asked = _asked(understanding)
    wanted = aspect_of(asked)
    options = options_asked(understanding, product)
    if wanted is ProductAspect.PRICE and (said := _price(options, product, understanding.language)):
        return said
    if options:
        return ProductFact(
            text=tell_variant(options, product, understanding.language), about_stock=True
        )
    related = attributes_of(_beside_title(asked, product), product)
    if wanted in _OF_VARIANTS and not related and not _asks_more(understanding, product):
        return ProductFact(
            text=tell_choices(asked, product, understanding.language), about_stock=True
        )
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
    best, *others = sorted(range(len(scores)), key=lambda at: -scores[at])
    if scores[best] < LEAST_SCORE:
        told = _attribute_asked(understanding, product, related)
        ahead = scores[best] - max((scores[at] for at in others), default=0.0)
        quote = reading.units[best].text
        if told or scores[best] < LEAST_NEAR or ahead < CLEAR or quote in attributes:
            return told
        named = terms(_asked(understanding), understanding.language) & reading.title
        return None if named else _near(understanding, product, quote)
    quote = reading.units[best].text
    if quote in attributes:
        return _attribute(product, TEXTS[understanding.language], attributes[quote])
    return ProductFact(text=plain(quote), quote=quote)


def _near(understanding: Understanding, product: Product, quote: str) -> ProductFact:
    """Return the sentence that comes nearest to an answer, as no more than that."""
    form = SEARCH_TEXTS[understanding.language].only_says
    text = form.format(name=product.title, said=plain(quote))
    return ProductFact(text=text, quote=quote, is_near=True)


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
