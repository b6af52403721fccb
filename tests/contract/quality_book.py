"""Behaviour that every store of judgements on checks of quality has."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import AgentId
from assistant.improvement.quality.ports import CheckSwitch, QualityBook, QualityJudgement
from assistant.insights.analysis_rows import QualityName
from tests.support.seeds.conversation_events import LATER, NOON

ONE = QualityJudgement(
    check=QualityName.TONE,
    side="person",
    agent_id="leo",
    conversation_id="c1",
    visit_id="m1",
    failed=True,
    agrees=True,
    by=AgentId("mara"),
    at=NOON,
)


class QualityBookContract:
    @pytest.fixture
    def book(self) -> QualityBook:
        raise NotImplementedError

    async def test_has_nothing_at_first(self, book: QualityBook) -> None:
        assert list(await book.judgements()) == []
        assert list(await book.switches()) == []

    async def test_keeps_the_newest_judgement_of_each_person_on_a_place(
        self, book: QualityBook
    ) -> None:
        changed = replace(ONE, agrees=False, at=LATER)
        other = replace(ONE, by=AgentId("noor"))
        await book.judge(ONE)
        await book.judge(other)
        await book.judge(changed)

        assert list(await book.judgements()) == [other, changed]

    async def test_keeps_the_last_switch_of_each_check(self, book: QualityBook) -> None:
        on = CheckSwitch(check=QualityName.TONE, is_on=True, at=LATER, by="mara")
        await book.switch(CheckSwitch(check=QualityName.TONE, is_on=False, at=NOON))
        await book.switch(on)

        assert list(await book.switches()) == [on]
