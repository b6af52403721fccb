"""How far the assistant goes with an answer, and the suggestion that it may become."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.answers.reply_draft import Draft
from assistant.operations.autonomy.decide import UNKNOWN, Stakes, Verdict, decide, strictest
from assistant.operations.autonomy.live import Autonomy
from assistant.operations.autonomy.subjects import Topic, topic_subject
from assistant.operations.autonomy.table import AutonomyTable
from assistant.commerce.kinds import kinds_of
from assistant.commerce.ports import Customers, ShopUnavailableError
from assistant.conversation.conversation_conversation import Conversation
from assistant.conversation.events import ReplySuggested
from assistant.conversation.ids import MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAutonomy:
    """Weighs answers; holds no state."""

    autonomy: Autonomy
    customers: Customers | None = None  # None: there is no shop system to know any

    async def weigh(self, conversation: Conversation, topics: Sequence[Topic]) -> Verdict:
        """Return the strictest verdict of `topics`, of which there is at least one.

        May raise what `Autonomy.table` does.
        """
        table = await self.autonomy.table()
        stakes = UNKNOWN
        if told_apart := _kinds_told_apart(table, topics):
            stakes = await self._stakes(conversation, told_apart)
        return strictest(decide(table, topic_subject(one), stakes) for one in topics)

    async def _stakes(self, conversation: Conversation, told_apart: frozenset[str]) -> Stakes:
        """Return what the customer is; while the shop does not say, all that would matter."""
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
    """Return `draft` as what a person may send in answer to all that is unanswered."""
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
    )


def _kinds_told_apart(table: AutonomyTable, topics: Sequence[Topic]) -> frozenset[str]:
    rows = (table.row(topic_subject(one)) for one in topics)
    return frozenset(kind for row in rows if row is not None for kind in row.stricter_for)
