"""Behaviour that every store of people's judgements on answers has."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import ConversationId, MessageId
from assistant.improvement.challenges.ports import (
    AlreadyJudgedError,
    Challenge,
    ChallengeBook,
    ChallengeVerdict,
    Made,
)
from tests.support.seeds.conversation_events import LATER, NOON

ONE = Challenge(
    reply_id=MessageId("r1"),
    conversation_id=ConversationId("c1"),
    verdict=ChallengeVerdict.AGREED,
    by="mara",
    at=NOON,
    made=Made.QUESTION,
    made_id="q1",
)
LAST = replace(ONE, reply_id=MessageId("r2"), at=LATER, verdict=ChallengeVerdict.NOT_SO)


class ChallengeBookContract:
    @pytest.fixture
    def book(self) -> ChallengeBook:
        raise NotImplementedError

    async def test_has_a_persons_own_since_a_time_the_newest_first(
        self, book: ChallengeBook
    ) -> None:
        others = replace(ONE, reply_id=MessageId("r3"), by="zoe")
        for one in (ONE, LAST, others):
            await book.keep(one)

        assert list(await book.of_person("mara", since=NOON)) == [LAST, ONE]
        assert list(await book.of_person("mara", since=LATER)) == [LAST]

    async def test_takes_one_judgement_on_an_answer(self, book: ChallengeBook) -> None:
        await book.keep(ONE)

        with pytest.raises(AlreadyJudgedError):
            await book.keep(replace(ONE, by="zoe"))

        assert await book.judged([ONE.reply_id, LAST.reply_id]) == {ONE.reply_id}
        assert await book.judged([]) == frozenset()

    async def test_takes_another_once_the_first_is_removed(self, book: ChallengeBook) -> None:
        await book.keep(ONE)
        await book.remove(ONE.reply_id)
        await book.remove(ONE.reply_id)
        again = replace(ONE, by="zoe")
        await book.keep(again)

        assert list(await book.of_person("mara", since=NOON)) == []
        assert list(await book.of_person("zoe", since=NOON)) == [again]
