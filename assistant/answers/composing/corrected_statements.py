"""Put verified answers in the place of the statements of pages that they correct. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answers.composing.pages.contradictions import (
    PLAINLY,
    SHARED,
    PlainClaim,
    claims_of,
    contradiction,
    disagree,
)
from assistant.answers.composing.pages.quoted_words import is_quoted, words_of
from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import CorrectedStatement, VerifiedAnswer, VerifiedId
from assistant.conversation.message import Language
from retrieval.types import Passage, PassageId

NEAR = 0.2  # least confidence of a correction that is said for a statement that answers


def heed_corrections(
    extracts: Extracts, verified: KnownAnswers, unasked: Collection[PassageId] = ()
) -> Extracts:
    """Return the statements without those that a live verified answer corrects.

    The answer takes the place of such a statement, as surely as the statement answered, if it may
    well answer, or states the kind of fact that is asked for, for the same thing. Only so are the
    passages of answers said that are `unasked`: to something else than the message asks.
    """
    if not verified.corrections and not unasked:
        return extracts
    return replace(extracts, ranked=tuple(_in_place(extracts.ranked, verified, unasked)))


def _in_place(
    ranked: Sequence[Extract], verified: KnownAnswers, unasked: Collection[PassageId]
) -> Iterator[Extract]:
    best = _best_of_answers(ranked)
    said: set[VerifiedId] = set()
    for one in ranked:
        own, correction = id_of(one.evidence.passage), corrects(one, verified)
        if own is not None:
            if own not in said and one.evidence.passage.passage_id not in unasked:
                yield one
        elif correction is None:
            yield one
        else:
            instead = best.get(correction.answer_id)
            if instead is None or correction.answer_id in said:
                continue
            if instead.confidence >= NEAR or _says_the_same(instead, one):
                said.add(correction.answer_id)
                yield _as_sure(instead, one)


def corrects(one: Extract, verified: KnownAnswers) -> VerifiedAnswer | None:
    """Return the live answer that corrects a statement; None: it is not said to be wrong."""
    passage = one.evidence.passage
    found = [(answer, wrong) for answer, wrong in verified.corrections if is_on(wrong, passage)]
    if not found or id_of(passage) is not None:
        return None
    units = one.reading.units[one.statement.first : one.statement.last + 1]
    words = words_of("\n".join(unit.text for unit in units))
    return next((a for a, wrong in found if _has(words, words_of(wrong.quote))), None)


def _has(statement: str, wrong: str) -> bool:
    """Tell whether a statement has a wrong sentence, or is a part of it; both as words."""
    return bool(wrong.strip()) and (wrong in statement or is_quoted(statement, wrong))


def is_on(wrong: CorrectedStatement, passage: Passage) -> bool:
    """Tell whether a corrected statement is of the page that a passage is of."""
    return passage.url == wrong.url if wrong.url else passage.title == wrong.title


def find_against(extracts: Extracts, best: Extract, *, floor: float) -> Extract | None:
    """Return the verified answer that states other figures than `best` does, for the same thing.

    It is as sure as an answer must be; or near, no less sure than `best`, and plainly about the
    same: three in four words are. So it wins over a fact that is said for its page's name alone.
    """
    of_answers = [one for one in extracts.ranked if id_of(one.evidence.passage) is not None]
    beside = replace(extracts, ranked=(best, *of_answers))
    if sure := contradiction(beside, best, sure=floor):
        return sure
    near = (one for one in of_answers if one.confidence >= max(NEAR, best.confidence))
    return next((one for one in near if _disagree_plainly(best, one)), None)


def _disagree_plainly(one: Extract, other: Extract) -> bool:
    if one.evidence.passage.language != other.evidence.passage.language:
        return False
    return disagree(_claims(one), _claims(other), share=PLAINLY)


def _best_of_answers(ranked: Sequence[Extract]) -> Mapping[VerifiedId, Extract]:
    best: dict[VerifiedId, Extract] = {}
    for one in ranked:
        answer_id = id_of(one.evidence.passage)
        if answer_id is not None:
            best.setdefault(answer_id, one)
    return best


def _says_the_same(one: Extract, wrong: Extract) -> bool:
    """Tell whether an answer states another figure than a wrong statement, for the same thing."""
    stated = one.statement.kinds | one.statement.in_words
    mine, theirs = (_claims(each) for each in (one, wrong))
    return bool(one.question.kinds & stated) and disagree(mine, theirs, share=SHARED)


def _claims(one: Extract) -> list[PlainClaim]:
    units = one.reading.units[one.statement.first : one.statement.last + 1]
    language: Language = "fr" if one.evidence.passage.language == "fr" else "en"
    return claims_of("\n".join(unit.text for unit in units), language)


def _as_sure(one: Extract, other: Extract) -> Extract:
    """Return an extract, as sure as another one that it stands for."""
    if one.confidence >= other.confidence:
        return one
    return replace(one, score=other.score, sureness=other.confidence)
