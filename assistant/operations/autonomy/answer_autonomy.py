"""Decide how far the assistant goes with an answer, by the topics it is about.

An answer may be about several topics, and is then held to the strictest of their rows: a topic too
many costs a look by a person, a topic too few would send an answer that nobody was to give.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import regex
import yaml

from assistant.answers.reply_draft import Draft
from assistant.commerce.customer import kinds_of
from assistant.commerce.ports import Customers, ShopUnavailableError
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ReplyKind, ReplySuggested
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Source
from assistant.operations.autonomy.autonomy_table import AutonomyTable, Topic, topic_subject
from assistant.operations.autonomy.autonomy_verdict import (
    UNKNOWN,
    Stakes,
    Verdict,
    decide,
    strictest,
)
from assistant.operations.autonomy.person_checks import UNCHECKED, PersonChecks
from assistant.operations.autonomy.ports import Autonomy
from assistant.understanding.types import Intent, Understanding
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
    found = topics_said(understanding.text)
    for source in _quoted(draft):
        found |= topics_said(source.title) or topics_said(source.quote)  # "Questions" is no topic
    if understanding.intent in _OF_INTENT:
        found.add(_OF_INTENT[understanding.intent])
    if draft.cards:
        found.add(Topic.PRODUCT)
    return tuple(topic for topic in Topic if topic in found) or (Topic.OTHER,)


def topics_said(text: str) -> set[Topic]:
    """Return the topics whose words are in a text; none: it may be of any other."""
    folded = fold(text)
    return {topic for topic, words in _words().items() if words.search(folded)}


def _quoted(draft: Draft) -> tuple[Source, ...]:
    """Return the sources that the words come from; an answer's other sources stand beside it."""
    return draft.sources[:1] if draft.kind is ReplyKind.ANSWERED else draft.sources


@cache
def _words() -> Mapping[Topic, regex.Pattern[str]]:
    path = files("assistant.operations.autonomy") / "resources" / "topics.yml"
    read: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {Topic(name): regex.compile(rf"\b(?:{words})") for name, words in read.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAutonomy:
    """Judge answers by their topics; holds no state."""

    autonomy: Autonomy
    customers: Customers | None = None  # None: there is no shop system to know any
    checks: PersonChecks = UNCHECKED

    async def weigh(
        self, conversation: Conversation, topics: Sequence[Topic], *, unchecked: bool = False
    ) -> Verdict:
        """Return the strictest verdict of `topics`, of which there is at least one.

        `unchecked`: it waits for no check of a share. May raise what `Autonomy.table` does.
        """
        table = await self.autonomy.table()
        stakes = UNKNOWN
        if told_apart := _kinds_told_apart(table, topics):
            stakes = await self._stakes(conversation, told_apart)
        verdict = strictest(decide(table, topic_subject(one), stakes) for one in topics)
        return verdict if unchecked else await self.checks.of_answer(verdict, conversation)

    async def _stakes(self, conversation: Conversation, told_apart: frozenset[str]) -> Stakes:
        """Return the customer's kinds; if the shop is away, all that would matter."""
        identity = conversation.dealings.identity
        if identity is None or self.customers is None:
            return Stakes(kinds=kinds_of(None))
        try:
            known = await self.customers.with_id(identity.customer_id)
        except ShopUnavailableError:
            return Stakes(kinds=told_apart)
        return Stakes(kinds=kinds_of(known))


def suggestion(
    conversation: Conversation, draft: Draft, verdict: Verdict, *, at: datetime
) -> ReplySuggested:
    """Return `draft` as a suggestion that answers all unanswered messages."""
    return ReplySuggested(
        conversation_id=conversation.conversation_id,
        at=at,
        suggestion_id=MessageId(uuid.uuid4().hex),
        kind=draft.kind,
        text=draft.text,
        language=draft.language,
        answers=tuple(wrote.message_id for wrote in conversation.unanswered),
        rule=verdict.rule,
        role=verdict.approver,
        topic=draft.topic,
        sources=draft.sources,
        cards=draft.cards,
        quick_replies=draft.quick_replies,
        search=draft.search,
    )


def _kinds_told_apart(table: AutonomyTable, topics: Sequence[Topic]) -> frozenset[str]:
    rows = (table.row(topic_subject(one)) for one in topics)
    return frozenset(kind for row in rows if row is not None for kind in row.stricter_for)
