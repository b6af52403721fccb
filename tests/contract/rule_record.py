"""Behaviour that every store of the rules that were met has."""

import pytest

from assistant.improvement.autonomy.ports import RuleRecord
from tests.support.seeds.conversation_events import LATER, NOON


class RuleRecordContract:
    @pytest.fixture
    def record(self) -> RuleRecord:
        raise NotImplementedError

    async def test_takes_the_first_rules_for_no_change(self, record: RuleRecord) -> None:
        assert await record.changed_at() == {}
        assert await record.note("a", about="orders", at=NOON)
        assert not await record.note("a", about="orders", at=LATER)

        assert await record.changed_at() == {}

    async def test_knows_when_others_were_met_though_they_were_met_before(
        self, record: RuleRecord
    ) -> None:
        await record.note("a", about="orders", at=NOON)
        await record.note("b", about="orders", at=NOON)
        assert await record.changed_at() == {"orders": NOON}

        await record.note("a", about="orders", at=LATER)

        assert await record.changed_at() == {"orders": LATER}

    async def test_knows_the_rules_of_each_matter_apart(self, record: RuleRecord) -> None:
        await record.note("a", about="orders", at=NOON)
        await record.note("a", about="topic_returns", at=NOON)
        await record.note("b", about="topic_returns", at=LATER)

        assert await record.changed_at() == {"topic_returns": LATER}
        assert not await record.note("a", about="orders", at=LATER)
