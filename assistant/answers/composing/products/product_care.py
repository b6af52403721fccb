"""Keep the statements of pages on care that are of a product's own material. Pure."""

from dataclasses import replace

from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.composing.products.product_aspects import asks_for_care
from assistant.answers.terms import terms, wider
from assistant.conversation.message import Language
from retrieval.types import Evidence


def suiting(statements: Extracts, found: Evidence, question: str) -> Extracts:
    """Return the statements that may answer a question about a product.

    Pages say how to care for wool, leather and stoneware one after the other: of a section with a
    heading of its own, the product's text has to say a word of it.
    """
    if not asks_for_care(question):
        return statements
    language: Language = "fr" if found.passage.language == "fr" else "en"
    said = terms(found.passage.text, language) | terms(found.passage.title, language)
    said |= frozenset(broad for one in said for broad in wider(one))
    kept = tuple(one for one in statements.ranked if _is_of(one, said))
    return replace(statements, ranked=kept)


def _is_of(one: Extract, said: frozenset[str]) -> bool:
    passage = one.evidence.passage
    language: Language = "fr" if passage.language == "fr" else "en"
    return not passage.headings or not said.isdisjoint(terms(passage.headings[-1], language))
