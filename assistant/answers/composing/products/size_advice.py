"""Tell the size to take: the guide's row, the product's remark and its stock. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from assistant.answers.composing.products.product_cards import (
    card,
    facts_of,
    product_of,
    product_source,
    product_urls,
)
from assistant.answers.composing.products.size_tables import SizeRow, SizeTable, best_table
from assistant.answers.composing.products.size_texts import SIZE_TEXTS
from assistant.answers.composing.products.variant_summary import fitting, in_words, values_of
from assistant.answers.composing.products.wanted_products import made_for
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import terms, word_list
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.entities.body_measures import (
    BodyMeasure,
    BodyMeasureKind,
    SizeWish,
    UsualSize,
)
from assistant.understanding.types import Constraints, Understanding
from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Product
from retrieval.types import Evidence

_REMARK = regex.compile(r"conseil de taille|size advice|sizing|^taillant|^fit note|^size note")
_UP = regex.compile(r"au-dessus|plus grande|size up|larger|one size up|une de plus")
_DOWN = regex.compile(r"en dessous|plus petite|size down|smaller|one size down")
_UP_TO = regex.compile(r"(?:jusqu'a|up to|max\w*\.?) (\d{2,3}) ?cm")


SIZE_TOLD = "size_told"
"""Rule of a draft that tells the size which the customer's measure is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizedProduct:
    """Hold a product with the remark of its page on sizes."""

    found: Evidence
    language: Language

    @property
    def product(self) -> Product:
        return product_of(self.found)

    @property
    def option(self) -> str:
        """Return the name of the option that is a size; "": it comes in no sizes."""
        meaning = shared_sayings().meaning
        names = (name for name, _ in values_of(self.product.variants))
        return next((n for n in names if meaning(n).dimension is Dimension.SIZE), "")

    @property
    def sizes(self) -> list[str]:
        return dict(values_of(self.product.variants)).get(self.option, [])

    @property
    def remark(self) -> str:
        """Return the catalogue's remark on how it runs; "": there is none."""
        return next((v for name, v in self.product.attributes if _REMARK.search(fold(name))), "")

    def in_stock(self, size: str) -> str:
        """Return in which variants a size can be bought, in a sentence."""
        texts = SIZE_TEXTS[self.language]
        options = Constraints(options=((self.option, size),), in_stock=True)
        buyable = fitting(self.product.variants, options)
        if not buyable:
            return texts.size_out.format(size=size)
        others = [
            in_words(vs, self.language) for name, vs in values_of(buyable) if name != self.option
        ]
        if not others:
            return texts.size_in.format(size=size)
        return texts.size_in_variants.format(size=size, variants=", ".join(others))


def asks_for_row(wish: SizeWish) -> bool:
    """Tell whether a message wants a size to take, rather than how a product runs."""
    return bool(wish.measures or wish.usual or wish.asks or wish.between)


def advise_size(
    understanding: Understanding, wish: SizeWish, found: Evidence, tables: Sequence[SizeTable]
) -> Draft | None:
    """Say which size of a product to take; None: it comes in no sizes, or nothing tells."""
    sized = SizedProduct(found=found, language=understanding.language)
    if not sized.option:
        return None
    row, measure = _row(sized, wish, tables)
    lines = [_of_row(sized, row, measure)] if row else []
    size = _own_size(sized, row) if row else _usual_size(sized, wish)
    if own := _by_own_measure(sized, wish):
        lines, size, row = [own[1]], own[0], None
    if sized.remark:
        texts = SIZE_TEXTS[understanding.language]
        lines.append(texts.remark.format(name=sized.product.title, remark=sized.remark))
    if size:
        lines += _stock(sized, size)
    if asks_for_row(wish) or not sized.remark:
        told = row or own or (size and sized.remark)
        lines += [] if told else _missing(sized, wish, tables)
    if not lines:
        return None
    draft = _draft(understanding, sized, lines, wish, tables, table=row.table if row else None)
    return replace(draft, rule=SIZE_TOLD) if row or own else draft


def tell_row(
    understanding: Understanding, wish: SizeWish, tables: Sequence[SizeTable]
) -> Draft | None:
    """Say which size a measure is, where no product is spoken of; None: none, or several, tell."""
    found = [
        (row, measure)
        for measure in wish.measures
        for table in tables
        if (row := table.row_of(measure)) is not None
    ]
    if len(found) != 1:
        return None
    row, measure = found[0]
    text = _line(understanding.language, row, measure.said, row.table.named[0])
    passage = row.table.passage
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=text,
        language=understanding.language,
        evidence=(passage.text, passage.title, row.table.heading, understanding.message),
        urls=(passage.url,),
        rule="size_guide",
    )


def _row(
    sized: SizedProduct, wish: SizeWish, tables: Sequence[SizeTable]
) -> tuple[SizeRow | None, str]:
    """Return the row of the right table, and the customer's words for their measure."""
    people = _people(sized)
    told: list[BodyMeasureKind | UsualSize] = [*(one.kind for one in wish.measures), *wish.usual]
    table = best_table(tables, sized.sizes, people, told, sized.language)
    if table is None:
        return None, ""
    for measure in _in_order(wish.measures):
        if row := table.row_of(measure):
            return row, measure.said
    column, _ = table.naming(sized.sizes)
    for usual in wish.usual:
        if usual.system and (row := table.row_named(usual, column)):
            return row, f"{usual.system.upper()} {usual.value}"
    return None, ""


def _people(sized: SizedProduct) -> frozenset[str]:
    """Return the terms of the people that a product is for: as its attribute says, and no more."""
    names = word_list("for_whom")
    stated = " ".join(value for name, value in sized.product.attributes if fold(name) in names)
    return terms(stated, sized.language) or made_for(sized.found.passage)


def _in_order(measures: Iterable[BodyMeasure]) -> list[BodyMeasure]:
    """Return measures, the surest for a size first; a waist decides on trousers by their table."""
    order = list(BodyMeasureKind)
    return sorted(measures, key=lambda one: order.index(one.kind))


def _own_size(sized: SizedProduct, row: SizeRow) -> str:
    column, _ = row.table.naming(sized.sizes)
    cell = fold(row.cell(column))
    return next((size for size in sized.sizes if fold(size) == cell), "")


def _usual_size(sized: SizedProduct, wish: SizeWish) -> str:
    """Return the size of the product that is the customer's usual one; "": it has none such."""
    said = {fold(one.value) for one in wish.usual}
    return next((size for size in sized.sizes if fold(size) in said), "")


def _by_own_measure(sized: SizedProduct, wish: SizeWish) -> tuple[str, str] | None:
    """Return the least size that says how tall people it is for, and a line: "up to 195 cm"."""
    height = next((m for m in wish.measures if m.kind is BodyMeasureKind.HEIGHT), None)
    if height is None:
        return None
    reach = [(int(m[1]), s) for s in sized.sizes if (m := _UP_TO.search(fold(s)))]
    size = next((size for most, size in sorted(reach) if height.amount <= most), "")
    texts = SIZE_TEXTS[sized.language]
    return (size, texts.own_measure.format(said=height.said, size=size)) if size else None


def _of_row(sized: SizedProduct, row: SizeRow, said: str) -> str:
    column, _ = row.table.naming(sized.sizes)
    return _line(sized.language, row, said, column)


def _line(language: Language, row: SizeRow, said: str, column: int) -> str:
    beside = ", ".join(
        f"{row.table.header[at]} {row.cell(at)}"
        for at in range(len(row.table.header))
        if at != column
    )
    return SIZE_TEXTS[language].row.format(
        said=said, page=row.table.heading, size=row.cell(column), beside=beside
    )


def _stock(sized: SizedProduct, size: str) -> list[str]:
    """Return whether a size is there, and the next one where the remark leads to it."""
    lines = [sized.in_stock(size)]
    remark, at = fold(sized.remark), sized.sizes.index(size)
    step = 1 if _UP.search(remark) else -1 if _DOWN.search(remark) else 0
    if step and 0 <= at + step < len(sized.sizes):
        lines.append(sized.in_stock(sized.sizes[at + step]))
    elif step > 0:
        lines.append(SIZE_TEXTS[sized.language].largest.format(size=size))
    return lines


def _missing(sized: SizedProduct, wish: SizeWish, tables: Sequence[SizeTable]) -> list[str]:
    """Return a question for the measures of the size guide."""
    texts = SIZE_TEXTS[sized.language]
    people = _people(sized)
    table = best_table(tables, sized.sizes, people, (), sized.language)
    if table is None:
        return []
    if any(one.kind in table.measured for one in wish.measures):
        return [
            texts.off_table.format(
                page=table.heading, first=table.rows[0][0], last=table.rows[-1][0]
            )
        ]
    names = [table.header[at] for at in table.measured.values()]
    asked = texts.or_.join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
    return [texts.which_measure.format(measures=asked)]


def _draft(
    understanding: Understanding,
    sized: SizedProduct,
    lines: Sequence[str],
    wish: SizeWish,
    tables: Sequence[SizeTable],
    *,
    table: SizeTable | None,
) -> Draft:
    product = sized.product
    return Draft(
        kind=ReplyKind.ANSWERED,
        text="\n".join(lines),
        language=understanding.language,
        sources=(product_source(sized.found, sized.remark),),
        cards=(card(product, understanding.language),),
        evidence=(
            facts_of(product),
            sized.found.passage.text,
            understanding.message,  # the customer's own measures
            *(one.said for one in wish.measures),
            *(f"{one.system.upper()} {one.value}" for one in wish.usual),
            *((table.heading, table.passage.text) if table else ()),
            *(
                text
                for one in tables
                for text in (one.heading, *one.header, *(c for row in one.rows for c in row))
            ),
        ),
        urls=(
            *product_urls((product,)),
            sized.found.passage.url,
            *((table.passage.url,) if table else ()),
        ),
        rule="size_advice",
    )
