"""Products that a message names."""

from assistant.understanding.constraints.understanding_lexicon import LEXICONS
from assistant.understanding.constraints.negation import unwanted
from assistant.understanding.text import split
from assistant.understanding.constraints.product_titles import Mention
from retrieval.catalogue.vocabulary import Vocabulary

__all__ = ["Mention", "find_product_mentions"]


def find_product_mentions(text: str, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Return the products that `text` names, in the order of mention.

    A whole title scores 1; a part that few titles share scores its share of the title's weight.
    Misspelt words count. A product is named once, whatever the language of the title. What is not
    wanted names nothing: "earrings, but not gold".
    """
    words = split(text)
    apart = {at for no in unwanted(words) for at in range(no.start, no.end)}
    named = tuple(word for at, word in enumerate(words) if at not in apart)
    return LEXICONS.of(vocabulary).titles.find(named, text)
