"""Tell which rows a table has, where it has none for the question. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from assistant.answers.composing.pages.passage_statements import PassageReading, Statement, UnitForm
from assistant.answers.composing.pages.question import Named
from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.fixed_replies import abstain
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import term, terms, word_list
from assistant.answers.texts import TEXTS
from assistant.answers.verified.answer_passages import id_of
from assistant.conversation.events import Reason
from assistant.conversation.message import Language, Source
from assistant.understanding.types import Understanding
from retrieval.catalogue.case_folding import fold

LEAST = 2  # rows of a table about one family
MOST = 8  # names of rows that are said
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}-]+")


def tell_absent(understanding: Understanding, extracts: Extracts, *, floor: float) -> Draft | None:
    """Say that no row of a table is for the country, the carrier ... that a question names.

    None: the question names nothing of a family, no table of its page and language has rows of
    that family alone, or some statement speaks of it or of all others ("other countries").
    """
    for named in extracts.question.named:
        asked, broad, _ = named
        if asked & _REGIONS:
            continue
        of_page = _of_first_page(understanding.language, extracts)
        best = next((one for one in of_page if _rows(one.reading, named)), None)
        if best is None or _speaks(extracts, asked | broad) or _answers(extracts, best, floor):
            continue
        word = _word(understanding, asked)
        if word:
            return _say(understanding.language, best, _rows(best.reading, named), word)
    return None


def _of_first_page(language: Language, extracts: Extracts) -> list[Extract]:
    """Return the statements of the page that is found first, if it is in the language."""
    of_pages = [one for one in extracts.ranked if id_of(one.evidence.passage) is None]
    pages = [one.evidence.passage for one in of_pages[:1] if _language(one.reading) == language]
    return [
        one
        for page in pages
        for one in extracts.ranked
        if one.evidence.passage.source_id == page.source_id
    ]


def _rows(reading: PassageReading, named: Named) -> list[Statement]:
    """Return the rows of a passage if all name things of the family, and no more; else empty."""
    _, _, family = named
    rows = [one for one in reading.statements if one.form is UnitForm.ROW and one.row]
    heads = [terms(one.row[0][1], _language(reading)) for one in rows]
    return rows if len(rows) >= LEAST and all(head and head <= family for head in heads) else []


def _speaks(extracts: Extracts, words: frozenset[str]) -> bool:
    """Tell whether a statement speaks of any of `words`, or of all that is not listed."""
    return any(_said(one) & (words | _REST) for one in extracts.ranked)


def _said(one: Extract) -> frozenset[str]:
    """Return the terms of a statement; of a row without the names of its columns."""
    if not one.statement.row:
        return one.statement.terms
    return terms(" ".join(cell for _, cell in one.statement.row), _language(one.reading))


def _answers(extracts: Extracts, table: Extract, floor: float) -> bool:
    """Tell whether a sure statement outside the table's passage comes before its rows."""
    best = extracts.ranked[0]
    return best.confidence >= floor and best.reading is not table.reading


def _word(understanding: Understanding, asked: frozenset[str]) -> str:
    """Return the word of a message for the terms of `asked`, as it is written there."""
    words: Iterator[str] = (found[0] for found in _WORD.finditer(understanding.own_words))
    return next((one for one in words if term(fold(one), understanding.language) in asked), "")


def _say(language: Language, one: Extract, rows: Sequence[Statement], word: str) -> Draft:
    passage = one.evidence.passage
    names = [row.row[0][1] for row in rows]
    more = ["…"] if len(names) > MOST else []
    draft = abstain(Reason.NO_EVIDENCE, language)
    text = TEXTS[language].not_in_table.format(
        title=passage.title, names=", ".join([*names[:MOST], *more]), word=word
    )
    quote = one.reading.units[rows[0].first].text
    return replace(
        draft,
        text=text,
        sources=(
            Source(
                title=passage.title,
                url=passage.url,
                quote=quote,
                language=passage.language,
                score=round(one.confidence, 4),
            ),
        ),
        evidence=(passage.text, passage.title, *passage.headings),
        urls=(passage.url,),
        rule="abstain_not_in_table",
    )


def _language(reading: PassageReading) -> Language:
    return "fr" if reading.passage.language == "fr" else "en"


_REGIONS = terms(" ".join(word_list("regions")), "fr")
_REST = terms(" ".join(word_list("rest")), "fr") | terms(" ".join(word_list("rest")), "en")
