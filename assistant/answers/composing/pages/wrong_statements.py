"""Tell which statement of a page a person's answer corrects. Pure."""

from assistant.answers.composing.pages.contradictions import claims_of, disagree
from assistant.answers.verified.types import CorrectedStatement
from assistant.conversation.message import Language, Source


def wrong_statement(told: Source, answer: str, language: Language) -> CorrectedStatement | None:
    """Return the statement that a customer was told, if an answer states other figures.

    None: it may be right, and only answer something else. The answer is in `language`.
    """
    if told.language != language:
        return None
    if not disagree(claims_of(told.quote, language), claims_of(answer, language)):
        return None
    return CorrectedStatement(title=told.title, url=told.url, quote=told.quote)
