"""Late returns that people take again and again raise the rule that they are exceptions of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation.events import OperationDone
from assistant.conversation.ids import ConversationId
from assistant.improvement.changes import change_moves as moves
from assistant.improvement.changes.change_contents import has_gaps
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSet
from assistant.improvement.exceptions.rule_exceptions import (
    LEAST,
    RULE,
    RuleExceptions,
)
from assistant.improvement.rules.rule_values import ORDER_RULES, tidy_rules
from assistant.insights.lake.lake import Lakes
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.insight_rows import TODAY, Talks

NOW = datetime.combine(TODAY, datetime.min.time(), UTC)


class Shop:
    """A shop whose people take late returns, as a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.talks = folder, Talks()
        self.log, self.lakes = MemoryEventLog(), Lakes(root=folder)

    async def do(
        self, operation: str = "late_return", *, customer: str = "", days_ago: int = 3
    ) -> str:
        """Have something done in a conversation of a customer."""
        key = self.talks.talk(customer=customer, days_ago=days_ago)
        self.talks.visits[-1] = replace(self.talks.visits[-1], done=1)
        await self.log.start(started(key))
        message = self.talks.messages[-1].message_id
        done = OperationDone(
            conversation_id=ConversationId(key),
            at=NOW - timedelta(days=days_ago),
            proposal_id=f"p-{key}",
            operation=operation,
            reference="R-1",
        )
        asked = wrote(message, key, text="May I still return it?")
        await self.log.append(ConversationId(key), [asked, done])
        return key

    async def look(self, *known: ChangeSet, text: str | None = "") -> list[ChangeSet]:
        self.talks.lake(self.folder).close()
        looking = RuleExceptions(lakes=self.lakes, log=self.log, text=text)
        return await looking.look(known, NOW)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.lakes.close()


async def test_five_of_three_customers_propose_the_rule_with_their_conversations(
    shop: Shop,
) -> None:
    keys = [await shop.do() for _ in range(LEAST)]

    [made] = await shop.look()

    assert (made.cause, made.kind) == (ChangeCause.EXCEPTED, ChangeKind.ORDER_RULES)
    assert (made.about, made.conversations, made.customers) == (RULE, LEAST, LEAST)
    assert {one.conversation_id for one in made.signals} == set(keys)
    assert all(one.message_id for one in made.signals)
    assert made.before == made.change.content == tidy_rules(ORDER_RULES, "")
    assert has_gaps(made.change, made.before)  # people say how long it should be
    assert await shop.look(made) == []


async def test_fewer_or_other_work_or_two_customers_are_no_signal(shop: Shop) -> None:
    for number in range(LEAST - 1):
        await shop.do()
        await shop.do("cancel_order")
        await shop.do("voucher")
        await shop.do(days_ago=40 + number)
    assert await shop.look() == []


async def test_the_same_two_customers_are_no_signal(shop: Shop) -> None:
    for number in range(LEAST + 2):
        await shop.do(customer=f"k{number % 2}")

    assert await shop.look() == []


async def test_what_was_decided_on_is_used_up(shop: Shop) -> None:
    for _ in range(LEAST):
        await shop.do(days_ago=9)
    [made] = await shop.look()
    decided = NOW - timedelta(days=7)
    expired = moves.expire(made, at=decided)
    assert await shop.look(expired) == []

    for _ in range(LEAST - 1):
        await shop.do(days_ago=2)
    assert await shop.look(expired) == []
    await shop.do(days_ago=1)

    [again] = await shop.look(expired)
    assert again.conversations == LEAST
    rejected = moves.reject(made, by="zoé", at=decided, reason="They stay exceptions.")
    assert await shop.look(rejected) == []


async def test_rules_of_the_server_are_a_task(shop: Shop) -> None:
    for _ in range(LEAST):
        await shop.do()

    [made] = await shop.look(text=None)

    assert made.kind is ChangeKind.TASK


async def test_an_erased_conversation_is_no_signal(shop: Shop) -> None:
    for _ in range(LEAST):
        await shop.do()
    key = shop.talks.talk()
    shop.talks.visits[-1] = replace(shop.talks.visits[-1], done=1)

    [made] = await shop.look()

    assert key not in {one.conversation_id for one in made.signals}
