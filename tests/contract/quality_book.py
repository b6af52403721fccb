"""Behaviour that every store of judgements on checks and answers has."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.improvement.quality.ports import (
    AlreadyJudgedError,
    AnswerJudgement,
    AnswerVerdict,
    CheckSwitch,
    Made,
    QualityBook,
    QualityJudgement,
)
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

ANSWER = AnswerJudgement(
    reply_id=MessageId("r1"),
    conversation_id=ConversationId("c1"),
    verdict=AnswerVerdict.AGREED,
    by="mara",
    at=NOON,
    made=Made.QUESTION,
    made_id="q1",
)
LAST = replace(ANSWER, reply_id=MessageId("r2"), at=LATER, verdict=AnswerVerdict.NOT_SO)


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

    async def test_has_a_persons_own_answers_since_a_time_the_newest_first(
        self, book: QualityBook
    ) -> None:
        others = replace(ANSWER, reply_id=MessageId("r3"), by="zoe")
        for one in (ANSWER, LAST, others):
            await book.judge_answer(one)

        assert list(await book.answers_judged_by("mara", since=NOON)) == [LAST, ANSWER]
        assert list(await book.answers_judged_by("mara", since=LATER)) == [LAST]

    async def test_takes_one_judgement_on_an_answer(self, book: QualityBook) -> None:
        await book.judge_answer(ANSWER)

        with pytest.raises(AlreadyJudgedError):
            await book.judge_answer(replace(ANSWER, by="zoe"))

        assert await book.judged_answers([ANSWER.reply_id, LAST.reply_id]) == {ANSWER.reply_id}
        assert await book.judged_answers([]) == frozenset()

    async def test_takes_another_once_the_first_is_removed(self, book: QualityBook) -> None:
        await book.judge_answer(ANSWER)
        await book.forget_answer(ANSWER.reply_id)
        await book.forget_answer(ANSWER.reply_id)
        again = replace(ANSWER, by="zoe")
        await book.judge_answer(again)

        assert list(await book.answers_judged_by("mara", since=NOON)) == []
        assert list(await book.answers_judged_by("zoe", since=NOON)) == [again]
