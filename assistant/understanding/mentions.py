"""Products that a message names."""

from assistant.understanding.lexicon import LEXICONS
from assistant.understanding.text import split
from assistant.understanding.titles import Mention
from retrieval.catalogue.vocabulary import Vocabulary

__all__ = ["Mention", "mentions"]


def mentions(text: str, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Return the products that `text` names, in the order of mention.

    A whole title scores 1; a part that few titles share scores its share of the title's weight.
    Misspelt words count. A product is named once, whatever the language of the title.
    """
    return LEXICONS.of(vocabulary).titles.find(split(text), text)
