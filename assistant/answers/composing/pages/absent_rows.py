"""Tell the things that a table or a sentence lists, where the one asked for is missing. Pure."""

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

LEAST = 2  # things of one family that a table or a sentence lists
LONGEST = 300  # characters of a sentence that is quoted whole
MOST = 8  # names of rows that are said
_MARKS: dict[Language, tuple[str, str]] = {"fr": ("« ", " »"), "en": ('"', '"')}
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}-]+")


def tell_absent(understanding: Understanding, extracts: Extracts, *, floor: float) -> Draft | None:
    """Say that the country, the carrier ... that a question names is not among those listed.

    None: the question names nothing of a family, no table of its page and language has rows of
    that family alone and no sentence lists some, or some statement speaks of it or of all others
    ("other countries").
    """
    language = understanding.language
    for named in extracts.question.named:
        asked, broad, _ = named
        word = "" if asked & _REGIONS else _word(understanding, asked)
        of_page = _of_first_page(language, extracts)
        if not word or _speaks(extracts.ranked, asked) or _speaks(of_page, broad | _REST):
            continue
        table = next((one for one in of_page if _rows(one.reading, named)), None)
        elsewhere = _speaks(extracts.ranked, broad | _REST)
        if table is not None and not elsewhere and not _answers(extracts, table, floor):
            return _of_table(language, table, _rows(table.reading, named), word)
        alike = [one for one in extracts.ranked if _is_of_matter(one, asked)]
        if _speaks(alike, broad | _REST):
            continue
        listing = next((one for one in of_page if _lists(one, named)), None)
        if listing is not None and extracts.ranked[0].confidence < floor:
            return _of_sentence(language, listing, word)
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


def _lists(one: Extract, named: Named) -> bool:
    """Tell whether a sentence lists things of the family, and speaks of the same matter."""
    asked, _, family = named
    statement = one.statement
    if statement.row or len(_quote(one)) > LONGEST or len(statement.terms & family) < LEAST:
        return False
    return _is_of_matter(one, asked)


def _is_of_matter(one: Extract, asked: frozenset[str]) -> bool:
    """Tell whether a statement has half of the question's words that are not of the family."""
    question = one.question
    apart = question.weight - question.covered(asked)
    return apart > 0 and question.covered(one.statement.terms, apart=asked) >= apart / 2


def _quote(one: Extract) -> str:
    statement = one.statement
    units = one.reading.units[statement.first : statement.last + 1]
    return " ".join(unit.text for unit in units)


def _speaks(said: Sequence[Extract], words: frozenset[str]) -> bool:
    """Tell whether a statement speaks of any of `words`."""
    return any(_said(one) & words for one in said)


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


def _of_table(language: Language, one: Extract, rows: Sequence[Statement], word: str) -> Draft:
    names = [row.row[0][1] for row in rows]
    more = ["…"] if len(names) > MOST else []
    quote = one.reading.units[rows[0].first].text
    return _say(language, one, ", ".join([*names[:MOST], *more]), word, quote)


def _of_sentence(language: Language, one: Extract, word: str) -> Draft:
    quote = _quote(one)
    before, after = _MARKS[language]
    return _say(language, one, f"{before}{quote.rstrip('. ')}{after}", word, quote)


def _say(language: Language, one: Extract, listed: str, word: str, quote: str) -> Draft:
    passage = one.evidence.passage
    text = TEXTS[language].not_in_table.format(title=passage.title, names=listed, word=word)
    return replace(
        abstain(Reason.NO_EVIDENCE, language),
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
