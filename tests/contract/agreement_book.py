"""Behaviour that every store of people's decisions has."""

from dataclasses import replace

import pytest

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.autonomy.ports import AgreementBook
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from tests.support.seeds.conversation_events import LATER, NOON

ONE = Agreement(
    decision_id="s1",
    subject=AutonomySubject(kind="topic", name="returns"),
    at=NOON,
    judgement=Agreed.AGREED,
    by="mara",
)


class AgreementBookContract:
    @pytest.fixture
    def book(self) -> AgreementBook:
        raise NotImplementedError

    async def test_has_nothing_at_first(self, book: AgreementBook) -> None:
        assert await book.position() == 0
        assert await book.edition() == 0
        assert list(await book.all()) == []

    async def test_keeps_each_decision_once_and_how_far_the_log_was_read(
        self, book: AgreementBook
    ) -> None:
        later = replace(ONE, decision_id="s0", at=LATER, judgement=Agreed.CRITICAL)
        await book.keep([later, ONE], position=7)
        await book.keep([replace(ONE, judgement=Agreed.MISSED)], position=9)

        assert list(await book.all()) == [ONE, later]
        assert await book.edition() == 2
        assert await book.position() == 9

    async def test_goes_on_where_nobody_decided_anything(self, book: AgreementBook) -> None:
        await book.keep([], position=3)

        assert await book.position() == 3
