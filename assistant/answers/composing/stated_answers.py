"""Answer from the statements that were found, of pages and of verified answers. Pure."""

from dataclasses import replace

from assistant.answers.composing.corrected_statements import find_against
from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.pages import page_answers
from assistant.answers.composing.pages.page_overview import find_overview
from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.fixed_replies import abstain
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.verified_draft import draft_of
from assistant.conversation.events import Reason
from assistant.understanding.types import Understanding

PAGE_FIRST = 0.6  # least confidence of a page that answers a question about products
NEAR = 0.2  # least confidence of a page that the customer may mean, and is offered
TO_PEOPLE = 0.8  # least confidence of a question that is left to people
MAX_CHOICES = 3
VAGUE = 1.5  # weight of a message's terms, below which a word or two say too little
VAGUE_WORDS = 2


def answer(finder: EvidenceFinder, statements: Extracts, floor: float) -> Draft | None:
    """Answer with the statement that is surest; a verified answer is said whole.

    A verified answer wins over a page that states other figures, and over two pages that disagree.
    None: no statement is sure enough, or the question is not clear.
    """
    understanding = finder.understanding
    statements = _without_people(finder, statements)
    best = statements.ranked[0] if statements.ranked else None
    if best is None or best.confidence < floor or is_vague(understanding, statements):
        return None
    if id_of(best.evidence.passage) is not None:
        return _tell(finder, best)
    draft = page_answers.answer(understanding, _of_pages(statements))
    against = find_against(statements, best, floor=floor)
    if against is None and draft.reason is Reason.CONFLICTING:
        against = next((one for one in statements.ranked if _is_sure_answer(one, floor)), None)
    return draft if against is None else _tell(finder, against)


def _without_people(finder: EvidenceFinder, statements: Extracts) -> Extracts:
    """Return the statements without questions that are left to people, unless surely asked."""
    kept = (
        one
        for one in statements.ranked
        if one.confidence >= TO_PEOPLE
        or (found := finder.verified.of(one.evidence.passage)) is None
        or not found.person
    )
    return replace(statements, ranked=tuple(kept))


def _is_sure_answer(one: Extract, floor: float) -> bool:
    """Tell whether a statement is of a verified answer, and sure enough to be said."""
    return id_of(one.evidence.passage) is not None and one.confidence >= floor


def _tell(finder: EvidenceFinder, one: Extract) -> Draft | None:
    """Say the verified answer of a statement, whole."""
    found = finder.verified.of(one.evidence.passage)
    language = finder.understanding.language
    return draft_of(found, language, score=one.confidence) if found else None


def outline(finder: EvidenceFinder, statements: Extracts) -> Draft | None:
    """Answer with the main facts of the page or section that a message names: "gift cards".

    A fact that is asked for ("how long ...?") and stated surely answers by itself, and so does a
    verified answer; one that contradicts a fact of the page is said instead.
    """
    if statements.ranked and _answers_itself(statements.ranked[0]):
        return None
    of_pages = _of_pages(statements)
    main = find_overview(finder.understanding, of_pages)
    for one in main:
        if against := find_against(_without_people(finder, statements), one, floor=PAGE_FIRST):
            return _tell(finder, against)
    return page_answers.outline(finder.understanding, of_pages, main) if main else None


def _answers_itself(one: Extract) -> bool:
    stated = one.statement.kinds | one.statement.in_words
    states = bool(one.question.kinds & stated) or id_of(one.evidence.passage) is not None
    return states and one.confidence >= PAGE_FIRST


def _of_pages(statements: Extracts) -> Extracts:
    """Return the statements of pages alone."""
    of_pages = (one for one in statements.ranked if id_of(one.evidence.passage) is None)
    return replace(statements, ranked=tuple(of_pages))


def offer_near(understanding: Understanding, statements: Extracts) -> Draft:
    """Say that nothing answers; a message that says little may mean one of the pages near it."""
    near = [_choice(one) for one in statements.of_pages() if one.confidence >= NEAR]
    vague = is_vague(understanding, statements)
    if near or vague:
        choices = tuple(near[:MAX_CHOICES])
        draft = abstain(Reason.UNCLEAR, understanding.language, choices=choices)
        near_choices = TEXTS[understanding.language].near_choices
        return draft if vague else replace(draft, text=near_choices)
    return abstain(Reason.NO_EVIDENCE, understanding.language)


def _choice(one: Extract) -> str:
    """Return a message that asks for a page: its heading if that asks, else the page's title."""
    heading = one.reading.heading
    return heading if heading.endswith("?") else one.evidence.passage.title


def is_vague(understanding: Understanding, statements: Extracts) -> bool:
    """Tell whether a message says too little for one statement to answer it: "size?"."""
    words = understanding.text.split()
    return statements.question.weight < VAGUE and len(words) <= VAGUE_WORDS
