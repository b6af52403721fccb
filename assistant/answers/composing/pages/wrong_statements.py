"""Tell which sentence of a page a person's answer corrects. Pure."""

from assistant.answers.composing.pages.contradictions import claims_of, disagree
from assistant.answers.terms import terms
from assistant.answers.verified.types import CorrectedStatement
from assistant.conversation.message import Language, Source

LEAST_SHARED = 2  # words: "la livraison coûte" and "le retour coûte" have one, and are two things
THING = "="  # begins a word that stands for many of one thing: it is enough
LACKING = 0.25  # largest share of the sentence's words that the answer does without


def wrong_statement(
    told: Source, answer: str, language: Language, *, question: str
) -> CorrectedStatement | None:
    """Return the sentence that a customer was told, if an answer states other figures for it.

    None: it may be right, and only answer something else. Answer and `question` are in `language`.
    A word that question and answer share and the sentence lacks ("express") is another thing.
    """
    if told.language != language:
        return None
    answers = claims_of(answer, language)
    asked = terms(question, language)
    for mine in claims_of(told.quote, language):
        same = [
            one
            for one in answers
            if _is_enough(mine.words & one.words)
            and len(mine.words - one.words) <= LACKING * len(mine.words)
            and not asked & one.words - mine.words
        ]
        if disagree([mine], same):
            return CorrectedStatement(title=told.title, url=told.url, quote=mine.sentence)
    return None


def _is_enough(shared: frozenset[str]) -> bool:
    return len(shared) >= LEAST_SHARED or any(word.startswith(THING) for word in shared)
