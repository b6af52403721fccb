"""Look things up in the shop's pages and catalogue."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import Field

from assistant.answers.amount_text import write_amount
from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.pages.statement_choice import Extract
from assistant.answers.composing.products.product_cards import card, product_of
from assistant.answers.composing.products.wanted_products import wanted
from assistant.conversation.message import Language
from assistant.tools.declaration import Arguments, ConversationTool, typed
from assistant.tools.facts import FactOrigin, ToolError, ToolFact, ToolResult
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.types import Understanding
from retrieval.catalogue.types import Product, Variant
from retrieval.catalogue.written_prices import decimals_of
from retrieval.ports import StoreMismatchError, StoreUnavailableError
from retrieval.types import Evidence, Filter, Passage, PassageKind

PASSAGES = 6
"""Passages of pages that a search gives."""

PRODUCTS = 6
"""Products that a search gives, where no other number is asked for."""

MOST_PRODUCTS = 20
LONG = 700
"""Characters of a passage that a search gives; `read_page` gives the whole section."""

SECTION = 4_000
"""Characters of a section."""

ABOUT = 240
"""Characters of a description in a list of products."""

VARIANTS = 24
"""Variants of a product that are listed one by one."""

AWAY = "the shop's pages and catalogue cannot be searched right now: say so, and offer a person"


class PagesAsked(Arguments):
    """Say what to look for in the pages."""

    query: str = Field(min_length=1, description="what to look for, in the shop's words")


class SectionAsked(Arguments):
    """Name a page, and a section of it."""

    page: str = Field(min_length=1, description="title or address, as a search gave it")
    section: str = Field(default="", description="a heading; nothing: all of the page")


class ProductsAsked(Arguments):
    """Say which products to look for."""

    query: str = Field(min_length=1, description="kind, use, colour, size, in words")
    max_price: float | None = Field(default=None, ge=0, description="in the shop's currency")
    in_stock: bool = Field(default=False, description="only what can be bought now")
    limit: int = Field(default=PRODUCTS, ge=1, le=MOST_PRODUCTS)


class ProductAsked(Arguments):
    """Name a product by its id."""

    product_id: str = Field(min_length=1, description="as a search gave it")


async def search_pages(turn: ToolTurn, asked: PagesAsked) -> ToolResult:
    """Return the passages of pages that most likely answer, best first."""
    return await pages_for(turn, await _read(turn, asked.query))


async def pages_for(turn: ToolTurn, asked: Understanding) -> ToolResult:
    """Return the passages that most likely answer a message; each once.

    Raises:
        ToolError: they cannot be searched now.
    """
    finder = _finder(turn, asked)
    try:
        found = await finder.statements()
    except (StoreUnavailableError, StoreMismatchError):
        raise ToolError(AWAY) from None
    best: dict[str, Extract] = {}
    for extract in found.ranked:
        if len(best) == PASSAGES:
            break
        best.setdefault(extract.evidence.passage.passage_id, extract)
    facts = tuple(_of_passage(one) for one in best.values())
    return ToolResult(facts=facts, note="" if facts else "no page says anything near this")


async def read_page(turn: ToolTurn, asked: SectionAsked) -> ToolResult:
    """Return a section of a page, or the whole page as far as it is not too long."""
    read = await _read(turn, f"{asked.page} {asked.section}".strip())
    found = await _search(turn, read, Filter(kind=PassageKind.DOCUMENT), limit=20, per_source=40)
    page, section = asked.page.casefold().strip(), asked.section.casefold().strip()
    own = [one.passage for one in found if page in {one.passage.title.casefold(), one.passage.url}]
    own = own or [one.passage for one in found if page in one.passage.title.casefold()]
    if not own:
        msg = "there is no such page: give a title as search_pages gave it"
        raise ToolError(msg)
    own = [one for one in own if one.source_id == own[0].source_id]
    named = [one for one in own if any(section in head.casefold() for head in one.headings)]
    return ToolResult(facts=tuple(_sections(named if section and named else own)))


async def search_products(turn: ToolTurn, asked: ProductsAsked) -> ToolResult:
    """Return products that fit, best first, each with its price, stock and id."""
    read = await _read(turn, asked.query)
    constraints = read.constraints
    if asked.in_stock:
        constraints = replace(constraints, in_stock=True)
    if asked.max_price is not None:
        most = round(asked.max_price * 10 ** decimals_of(turn.searcher.vocabulary.currency))
        most = min(most, constraints.price_max_minor or most)
        constraints = replace(constraints, price_max_minor=most)
    return await products_for(turn, replace(read, constraints=constraints), limit=asked.limit)


async def products_for(
    turn: ToolTurn, asked: Understanding, *, limit: int = PRODUCTS
) -> ToolResult:
    """Return the products that fit a message, else those that are nearest; `limit` at most.

    Raises:
        ToolError: they cannot be searched now.
    """
    finder = _finder(turn, asked)
    try:
        found = [one for one, _ in await finder.products(asked.constraints, wanted(asked))]
        near = [] if found else await finder.near_products(asked.constraints)
    except (StoreUnavailableError, StoreMismatchError):
        raise ToolError(AWAY) from None
    shown = (found or near)[:limit]
    facts = tuple(_in_list(one, turn.language) for one in shown)
    note = "" if found else "none fits all of it; these are the nearest" if near else "no product"
    return ToolResult(facts=facts, note=note)


async def product(turn: ToolTurn, asked: ProductAsked) -> ToolResult:
    """Return all that the catalogue says of one product."""
    try:
        found = await _finder(turn, turn.understanding).product(asked.product_id)
    except (StoreUnavailableError, StoreMismatchError):
        raise ToolError(AWAY) from None
    if found is None:
        msg = "there is no product with this id: search_products gives ids"
        raise ToolError(msg)
    return ToolResult(facts=(_whole(found, turn.language),))


def knowledge_tools() -> tuple[ConversationTool, ...]:
    """Return the tools that read pages and catalogue; everybody may call them."""
    return (
        typed("search_pages", "Find what the shop's pages say.", PagesAsked, search_pages),
        typed("read_page", "Read a section of a page whole.", SectionAsked, read_page),
        typed(
            "search_products",
            "Find products by what they are: kind, colour, size, price, use. Gives ids, prices,"
            " options and stock, best first.",
            ProductsAsked,
            search_products,
        ),
        typed(
            "product",
            "All that the catalogue says of one product, every variant with price and stock.",
            ProductAsked,
            product,
        ),
    )


def _finder(turn: ToolTurn, asked: Understanding) -> EvidenceFinder:
    return EvidenceFinder(
        searcher=turn.searcher, limit=turn.limit, understanding=asked, reader=turn.statements
    )


async def _read(turn: ToolTurn, query: str) -> Understanding:
    """Return a query as it is read by itself; the message itself is not encoded again."""
    own = turn.understanding
    return own if query.strip() in {own.text, own.message} else await turn.read(query)


async def _search(
    turn: ToolTurn, asked: Understanding, where: Filter, *, limit: int, per_source: int
) -> list[Evidence]:
    try:
        found = await turn.searcher.search(
            asked.text,
            asked.vector,
            language=asked.language,
            where=where,
            limit=limit,
            per_source=per_source,
        )
    except (StoreUnavailableError, StoreMismatchError):
        raise ToolError(AWAY) from None
    return list(found)


def _of_passage(extract: Extract) -> ToolFact:
    passage = extract.evidence.passage
    first = extract.reading.units[extract.statement.first].text
    return _fact(passage, _around(passage.text, first), extract.confidence)


def _fact(passage: Passage, text: str, score: float = 1.0) -> ToolFact:
    return ToolFact(
        origin=FactOrigin.PAGE,
        text=text,
        title=passage.title,
        headings=passage.headings,
        url=passage.url,
        language=passage.language,
        score=round(score, 4),
    )


def _around(text: str, statement: str) -> str:
    """Return as much of a passage as is shown, with the statement in it, cut at ends of lines."""
    if len(text) <= LONG:
        return text
    at = max(0, text.find(statement[:60]))
    start = max(0, min(at - LONG // 4, len(text) - LONG))
    start = text.rfind("\n", 0, start) + 1 if start else 0
    end = text.find("\n", start + LONG)
    return text[start : end if 0 <= end - start <= 2 * LONG else start + LONG].strip()


def _sections(passages: Iterable[Passage]) -> Iterator[ToolFact]:
    left = SECTION
    for passage in passages:
        if left <= 0:
            return
        text = passage.text[:left]
        left -= len(text)
        yield _fact(passage, text)


def _in_list(found: Evidence, language: Language) -> ToolFact:
    about = product_of(found)
    shown = card(about, language)
    lines = (
        f"{about.title} [id {about.product_id}]",
        " · ".join(filter(None, (shown.price, shown.availability, shown.subtitle))),
        about.description[:ABOUT],
    )
    return _of_product(found, "\n".join(filter(None, lines)), language)


def _whole(found: Evidence, language: Language) -> ToolFact:
    about = product_of(found)
    lines = (
        f"{about.title} [id {about.product_id}]",
        " > ".join(about.category),
        about.brand,
        about.description,
        *(f"{name}: {value}" for name, value in about.attributes),
        *(_variant(one, language) for one in about.variants[:VARIANTS]),
    )
    return _of_product(found, "\n".join(filter(None, lines)), language)


def _variant(variant: Variant, language: Language) -> str:
    options = ", ".join(f"{name} {value}" for name, value in variant.options)
    price = write_amount(variant.price, language) if variant.price else ""
    before = f"(was {write_amount(variant.compare_at, language)})" if variant.compare_at else ""
    stock = "in stock" if variant.available else "sold out"
    return "- " + " ".join(filter(None, (options, price, before, stock)))


def _of_product(found: Evidence, text: str, language: Language) -> ToolFact:
    about: Product = product_of(found)
    return ToolFact(
        origin=FactOrigin.PRODUCT,
        text=text,
        title=about.title,
        url=about.url,
        language=about.language,
        score=round(found.score, 4),
        card=card(about, language),
    )
