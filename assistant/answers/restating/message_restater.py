"""Write a message anew in the shop's words with a model: read `MessageRestater.restate` first.

A customer writes as people talk; a shop's pages and catalogue have words of their own. A model that
sees both writes the message anew, and everything behind it reads that one. It decides nothing: who
wants something done with an order is read in their own words, and so is every yes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.composing.products.product_cards import card
from assistant.answers.restating.restatement_request import (
    Restatement,
    read_restatement,
    restatement_request,
)
from assistant.conversation.conversation import MOST_SEEN, Conversation
from assistant.conversation.events import ModelUsed
from assistant.kit.model.accounted_request import ask_in_format
from assistant.kit.model.ports import LanguageModel
from assistant.ports import Clock
from assistant.understanding.personal_data.removal import remove_personal_data
from assistant.understanding.types import (
    DIALOGUE_INTENTS,
    Intent,
    Signal,
    Understanding,
)
from retrieval.ports import StoreUnavailableError
from retrieval.searching.search import Searcher
from retrieval.types import Evidence, Filter, PassageKind

NEAR_PRODUCTS = 8  # of the catalogue that are shown to the model: their titles and kinds
NEAR_PAGES = 6  # sections of pages, by their headings

MAY_ASK = 6
"""Least words of a message that may ask something while a read-back waits for a yes."""

_ILL_TEMPER = frozenset({Signal.ANGER, Signal.INSULT})
_SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.ASK_FOR_PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRestater:
    """Write messages anew; holds collaborators and no state."""

    model: LanguageModel
    clock: Clock
    redacts: bool = True  # no personal data of a message goes to the model

    async def restate(
        self,
        conversation: Conversation,
        own: Understanding,
        searcher: Searcher,
        focus: Sequence[str],
    ) -> tuple[Restatement | None, tuple[ModelUsed, ...]]:
        """Return the message restated, and the account; None: its own words are to be read.

        `own` is the message in its own words, `focus` are the products before the customer. Nobody
        is asked while the shop's words cannot be searched.
        """
        if not _may_be_restated(conversation, own):
            return None, ()
        last = conversation.last_reply
        try:
            lists = await _lists(conversation, own, searcher, focus)
        except StoreUnavailableError:
            return None, ()
        request = restatement_request(
            self._shown(own.message),
            conversation,
            earlier=[self._shown(said) for said in conversation.earlier],
            said_last=self._shown(last.text) if last else "",
            lists=lists,
        )
        restated, used = await ask_in_format(
            self.model,
            request,
            read_restatement,
            conversation_id=conversation.conversation_id,
            clock=self.clock,
        )
        return restated, (used,)

    def _shown(self, text: str) -> str:
        return remove_personal_data(text).text if self.redacts else text


def _may_be_restated(conversation: Conversation, own: Understanding) -> bool:
    """Tell whether a message may say something else than its own words are read to say.

    A yes, a no, a proof of identity, a button and a greeting are read as they are, and so is a
    short message while a read-back waits for a yes; a grave message goes to nobody but people.
    """
    if conversation.proving or any(one.signal not in _ILL_TEMPER for one in own.signals):
        return False
    waits = conversation.dealings.proposal is not None
    if waits and len(own.message.split()) < MAY_ASK:
        return False
    answer = own.entities.answer
    if own.entities.code or own.entities.emails or (answer is not None and not answer.rest):
        return False
    if any(wrote.call is not None for wrote in conversation.unanswered):
        return False
    last = conversation.last_reply
    if last is not None and own.message in last.quick_replies:
        return False
    ruled = len(own.ranked) == 1 and not (answer is not None and answer.rest)
    return not (ruled and own.intent in _SOCIAL | DIALOGUE_INTENTS)


async def _lists(
    conversation: Conversation, own: Understanding, searcher: Searcher, focus: Sequence[str]
) -> dict[str, list[str]]:
    """Return the products seen, the basket, and the products and pages that are near."""
    titles = dict(searcher.vocabulary.titles)
    ids = tuple(dict.fromkeys((*focus, *conversation.seen)))
    seen = await _search(own, searcher, Filter(source_ids=ids)) if ids else ()
    near = await _search(own, searcher, Filter(kind=PassageKind.PRODUCT))
    pages = await searcher.search(
        own.text,
        own.vector,
        language=own.language,
        limit=NEAR_PAGES,
        per_source=2,
        only=PassageKind.DOCUMENT,
    )
    in_order = sorted(seen, key=lambda one: ids.index(one.passage.source_id))
    return {
        "before_the_customer": [
            _line(one, own) for one in in_order if one.passage.source_id in focus
        ],
        "seen_earlier": [_line(one, own) for one in in_order if one.passage.source_id not in focus],
        "basket": [
            f"{line.pieces} x {titles.get(line.product_id, '')}"
            for line in conversation.dealings.basket.lines
        ],
        "products_near": [_line(one, own) for one in near[:NEAR_PRODUCTS]],
        "pages_near": [
            " > ".join((one.passage.title, *one.passage.headings))
            for one in pages[: 2 * NEAR_PAGES]
        ],
    }


async def _search(own: Understanding, searcher: Searcher, where: Filter) -> Sequence[Evidence]:
    found = await searcher.search(
        own.text, own.vector, language=own.language, where=where, limit=2 * MOST_SEEN
    )
    each: dict[str, Evidence] = {}
    for one in found:
        known = each.get(one.passage.source_id)
        if known is None or known.passage.language != own.language == one.passage.language:
            each[one.passage.source_id] = one
    return list(each.values())


def _line(one: Evidence, own: Understanding) -> str:
    """Return a product in a line: title, kind, options, price."""
    product = one.passage.product
    if product is None:
        return one.passage.title
    shown = card(product, own.language)
    kind = product.category[-1] if product.category else ""
    return " | ".join(filter(None, (shown.title, kind, shown.subtitle, shown.price)))
