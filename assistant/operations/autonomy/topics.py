"""What an answer is about, from what was understood and from the pages that it rests on. Pure.

An answer may be about several topics, and is then held to the strictest of their rows: a topic too
many costs a look by a person, a topic too few would be an answer that nobody was to give.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import regex
import yaml

from assistant.answers.reply_draft import Draft
from assistant.operations.autonomy.subjects import Topic
from assistant.conversation.events import ReplyKind
from assistant.conversation.conversation_message import Source
from assistant.understanding.understanding_types import Intent, Understanding
from retrieval.catalogue.case_folding import fold

_OF_INTENT: Mapping[Intent, Topic] = {
    Intent.PRODUCT_SEARCH: Topic.PRODUCT,
    Intent.PRODUCT_QUESTION: Topic.PRODUCT,
    Intent.COMPARE: Topic.PRODUCT,
    Intent.STOCK_ALERT: Topic.PRODUCT,
    Intent.ORDER_STATUS: Topic.ORDER,
    Intent.LIST_ORDERS: Topic.ORDER,
    Intent.CANCEL_ORDER: Topic.ORDER,
    Intent.CHANGE_ITEMS: Topic.ORDER,
    Intent.CHANGE_ADDRESS: Topic.DELIVERY,
    Intent.RETURN_ITEMS: Topic.RETURNS,
    Intent.EXCHANGE_ITEMS: Topic.RETURNS,
    Intent.CHANGE_PAYMENT: Topic.PAYMENT,
    Intent.BALANCE: Topic.PAYMENT,
    Intent.CHANGE_DEFAULT_ADDRESS: Topic.ACCOUNT,
}


def topics_of(understanding: Understanding, draft: Draft) -> tuple[Topic, ...]:
    """Return the topics of an answer, at least one, in the order of `Topic`."""
    found = _said(understanding.text)
    for source in _quoted(draft):
        found |= _said(source.title) or _said(source.quote)  # "Questions" is no topic
    if understanding.intent in _OF_INTENT:
        found.add(_OF_INTENT[understanding.intent])
    if draft.cards:
        found.add(Topic.PRODUCT)
    return tuple(topic for topic in Topic if topic in found) or (Topic.OTHER,)


def _said(text: str) -> set[Topic]:
    folded = fold(text)
    return {topic for topic, words in _words().items() if words.search(folded)}


def _quoted(draft: Draft) -> tuple[Source, ...]:
    """Return the sources that the words are of: an answer's others stand beside it."""
    return draft.sources[:1] if draft.kind is ReplyKind.ANSWERED else draft.sources


@cache
def _words() -> Mapping[Topic, regex.Pattern[str]]:
    path = files("assistant.operations.autonomy") / "resources" / "topics.yml"
    read: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {Topic(name): regex.compile(rf"\b(?:{words})") for name, words in read.items()}
