"""Behaviour that every store of the rules of orders that were met has."""

import pytest

from assistant.improvement.autonomy.ports import RuleRecord
from tests.support.seeds.conversation_events import LATER, NOON


class RuleRecordContract:
    @pytest.fixture
    def record(self) -> RuleRecord:
        raise NotImplementedError

    async def test_takes_the_first_rules_for_no_change(self, record: RuleRecord) -> None:
        assert await record.changed_at() is None
        assert await record.note("a", at=NOON)
        assert not await record.note("a", at=LATER)

        assert await record.changed_at() is None

    async def test_knows_when_others_were_met_though_they_were_met_before(
        self, record: RuleRecord
    ) -> None:
        await record.note("a", at=NOON)
        await record.note("b", at=NOON)
        assert await record.changed_at() == NOON

        await record.note("a", at=LATER)

        assert await record.changed_at() == LATER
