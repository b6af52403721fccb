"""Find the question that a message asks of the one product before the customer. Pure.

"Elle taille grand ?", "microwave?" and "en 40 ?" name no product, and mean the one that is seen.
They are read by themselves: what was searched for before is no part of them.
"""

import re
from dataclasses import dataclass, replace

from assistant.answers.composing.products.product_aspects import asks_of_a_product
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import ReplyKind
from assistant.understanding.constraints.lexicon import LEXICONS, find_product_mentions
from assistant.understanding.constraints.message_constraints import (
    SaidConstraints,
    read_constraints,
)
from assistant.understanding.entities.body_measures import read_size_wish
from assistant.understanding.follow_up import has_pronoun, has_pronoun_of_one
from assistant.understanding.intents.placed_orders import is_about_own_order
from assistant.understanding.message_words import content, fold
from assistant.understanding.searches.criteria import criterion_in
from assistant.understanding.searches.search_moves import is_known_move
from assistant.understanding.types import (
    BASKET_INTENTS,
    OPERATION_INTENTS,
    Intent,
    Understanding,
)
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary

MAX_WORDS = 20
"""Words of a question about the product that is seen; a longer message tells of something else."""

BRIEF = 4
"""Words of a message that needs no pronoun: "seawater ok?"."""

SURE = 1.0

# Who the product is for, rather than the product: "il a déjà plein de pulls".
_OF_PERSON = re.compile(
    r"(?<!\w)(?:s?he|(?:il|elle)s?) (?:a|ont|is|has|have|aime|adore|deteste|porte|habite|veut|"
    r"prefer\w*|likes?|loves?|wears?|wants?|sails?|lives?|n'aime)(?!\w)"
)
# What was bought is to be changed or given back: no size is chosen.
_UNDOING = re.compile(
    r"(?<!\w)(?:echang|retour|renvo|rembours|rendre|exchang|return|refund|swap|send back)"
)
_POINTED = re.compile(r"(?<!\w)(?:ces?|cette|cet|this|these|those|that)(?!\w)")
_MAY_ASK = frozenset({Intent.PRODUCT_SEARCH, Intent.CHITCHAT, Intent.COMPARE})
_PERSON = frozenset({Intent.ASK_FOR_PERSON})
_SOCIAL = frozenset(
    {
        Intent.GREETING,
        Intent.THANKS,
        Intent.GOODBYE,
        Intent.ASK_FOR_PERSON,
        Intent.ABOUT_ASSISTANT,
        Intent.AFFIRM,
        Intent.DENY,
        Intent.STOP,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusQuestion:
    """Hold a question about the product before the customer."""

    product_id: str
    surely: bool  # it can be about nothing else, whatever its words alone seem to say
    leans: bool = True  # else it is one only if its words ask about a product
    means: str = ""  # the message is read as it is

    def read_into(self, understanding: Understanding) -> Understanding:
        """Return the understanding as a question about the product, unless it is another wish."""
        intent = understanding.intent
        other = BASKET_INTENTS | (_PERSON if self.surely else _SOCIAL | OPERATION_INTENTS)
        of_order = intent in OPERATION_INTENTS and is_about_own_order(understanding)
        if intent in other or of_order or not (self.leans or intent is Intent.PRODUCT_QUESTION):
            return understanding
        about = replace(
            understanding, products=(self.product_id,), search=None, requests=(), tone=None
        )
        if not self.surely and intent not in _MAY_ASK:
            return about
        asked = Intent.PRODUCT_QUESTION
        return replace(about, intent=asked, confidence=SURE, ranked=((asked, SURE),))


def focus_question(
    conversation: Conversation, text: str, *, focus: tuple[str, ...], vocabulary: Vocabulary
) -> FocusQuestion | None:
    """Return the question that a message asks of the product in focus; None: of something else.

    Of several, "it" means the first: the reply was about it.
    """
    wish, pronoun = read_size_wish(text), has_pronoun(text)
    of_one = len(focus) == 1 or (len(focus) > 1 and has_pronoun_of_one(text))
    if not of_one or conversation.dealings.dialogue or find_product_mentions(text, vocabulary):
        return None
    said = read_constraints(text, vocabulary, conversation.language or "fr")
    of_size = wish.is_told and _UNDOING.search(fold(text)) is None
    only_variant = bool(said.constraints.options) and not said.rest
    of_another = _goes_on_with_pages(conversation) or _is_of_another(
        text, said, focus[0], vocabulary
    )
    if not of_size and (of_another or (_seeks(said) and not pronoun and not only_variant)):
        return None
    leans = pronoun or asks_of_a_product(text) or len(said.words) <= BRIEF
    if len(said.words) > MAX_WORDS or not (
        of_size or only_variant or leans or conversation.search_going_on is None
    ):
        return None
    surely = of_size or only_variant or (pronoun and asks_of_a_product(text))
    return FocusQuestion(product_id=focus[0], surely=surely, leans=surely or leans)


def _goes_on_with_pages(conversation: Conversation) -> bool:
    """Tell whether the last reply was from the shop's pages: a short message leans on that."""
    last = conversation.last_reply
    return last is not None and not last.cards and last.kind is ReplyKind.ANSWERED


def _seeks(said: SaidConstraints) -> bool:
    """Tell whether a message looks for some thing: "un haut rayé", "something for rain"."""
    words = [word.text for word in said.words]
    first = next((word for word in words if word not in word_list("openers")), "")
    anything = word_list("seeking") | word_list("anything")
    return first in word_list("indefinite") or any(word in anything for word in words)


def _is_of_another(
    text: str, said: SaidConstraints, product_id: str, vocabulary: Vocabulary
) -> bool:
    """Tell whether a message names something else than the product that is seen, or a person."""
    asked, folded = said.constraints, fold(text)
    if criterion_in(text) or is_known_move(text):
        return True
    if asked.without or asked.price_max_minor or asked.price_min_minor:
        return True
    if any(word.text in word_list("of_pages") for word in said.words):
        return True
    if _OF_PERSON.search(folded) and "?" not in text:
        return True
    titles = LEXICONS.of(vocabulary).titles
    own = {
        key
        for known, title in vocabulary.titles
        if known == product_id
        for key in titles.keys_of(title)
    }
    others = (w for w in content(said.words) if w.text in word_list("kinds"))
    kinds = [w for w in others if w.key not in own]
    of_variant = bool(asked.options) and not asked.category
    names = asked.category or (kinds and not of_variant)
    return bool(names) and _POINTED.search(folded) is None
