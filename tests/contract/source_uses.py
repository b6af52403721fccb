"""What every `SourceUses` tells of the log. Inherit `SourceUsesContract` and override `desk`."""

from dataclasses import replace

import pytest

from assistant.conversation.event_base import Reason
from assistant.conversation.events import ConversationErased, ReplyKind, ReplyRated, ReplyWritten
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Source
from assistant.desk.lists.source_uses import UseKind
from tests.contract.cases import DeskView, opened
from tests.support.seeds.conversation_events import LATER, minute, replied

RETURNS = Source(
    title="Retours", url="https://x.example/retours", quote="30 jours", language="fr", score=0.9
)
TERMS = replace(RETURNS, title="CGV", url="https://x.example/cgv", quote="14 jours")


def rests(name: str, at: int, *sources: Source) -> ReplyWritten:
    """Return an answer to the first message of a conversation."""
    made = replied(f"r-{name}", f"{name}-1", conversation=name, at=minute(at))
    return replace(made, sources=sources)


def thumbed(name: str, *, helpful: bool) -> ReplyRated:
    return ReplyRated(
        conversation_id=ConversationId(name),
        at=LATER,
        message_id=MessageId(f"r-{name}"),
        helpful=helpful,
    )


class SourceUsesContract:
    @pytest.fixture
    def desk(self) -> DeskView:
        raise NotImplementedError

    async def test_answers_and_thumbs_are_counted_by_source(self, desk: DeskView) -> None:
        await desk.after(
            *opened("a"),
            rests("a", 1, RETURNS, TERMS),
            thumbed("a", helpful=True),
            *opened("b"),
            rests("b", 2, RETURNS),
            thumbed("b", helpful=True),
            thumbed("b", helpful=False),  # they thought better of it
            *opened("c"),
            rests("c", 3),
        )

        for _ in range(2):
            counts = {one.title: one for one in await desk.cases.use_counts()}
            of_returns, of_terms = counts["Retours"], counts["CGV"]
            assert (of_returns.answered, of_returns.helpful, of_returns.unhelpful) == (2, 1, 1)
            assert (of_terms.answered, of_terms.helpful, of_terms.unhelpful) == (1, 1, 0)
            assert (of_returns.conflicting, of_returns.last_at) == (0, minute(2))
            await desk.cases.start_over()
            assert list(await desk.cases.use_counts()) == []
            await desk.after()

    async def test_a_source_leads_to_the_questions_it_answered(self, desk: DeskView) -> None:
        for name in ("a", "b", "c"):
            await desk.after(*opened(name), rests(name, ord(name) - 97, RETURNS))

        found = await desk.cases.answers(RETURNS.url, limit=2)

        assert [(one.conversation_id, one.question_id) for one in found] == [
            ("c", "c-1"),
            ("b", "b-1"),
        ]
        assert list(await desk.cases.answers(TERMS.url, limit=2)) == []

    async def test_the_answers_of_a_time_come_once_each(self, desk: DeskView) -> None:
        for name in ("a", "b", "c", "d"):
            await desk.after(*opened(name), rests(name, ord(name) - 97, RETURNS, TERMS))

        found = await desk.cases.answers_between(minute(1), minute(3), limit=5)

        assert [(one.conversation_id, one.reply_id) for one in found] == [
            ("c", "r-c"),
            ("b", "r-b"),
        ]
        assert len(await desk.cases.answers_between(minute(0), minute(9), limit=1)) == 1

    async def test_a_title_tells_the_pages_of_one_address_apart(self, desk: DeskView) -> None:
        care = replace(RETURNS, title="Entretien")
        await desk.after(*opened("a"), rests("a", 1, RETURNS), *opened("b"), rests("b", 2, care))
        await desk.after(*opened("c"), rests("c", 3, care))

        found = await desk.cases.answers(RETURNS.url, title="Retours", limit=1)

        assert [one.conversation_id for one in found] == ["a"]

    async def test_two_that_disagree_are_told_and_answer_nothing(self, desk: DeskView) -> None:
        both = rests("a", 1, RETURNS, TERMS)
        conflict = replace(both, kind=ReplyKind.ABSTAINED, reason=Reason.CONFLICTING)
        await desk.after(*opened("a"), conflict)

        told = await desk.cases.conflicts(limit=10)

        assert {(one.reply_id, one.title) for one in told} == {
            ("r-a", "Retours"),
            ("r-a", "CGV"),
        }
        assert {one.kind for one in told} == {UseKind.CONFLICTING}
        assert list(await desk.cases.answers(RETURNS.url, limit=5)) == []
        assert [one.answered for one in await desk.cases.use_counts()] == [0, 0]

    async def test_nothing_leads_to_a_conversation_that_is_erased(self, desk: DeskView) -> None:
        await desk.after(*opened("a"), rests("a", 1, RETURNS))
        await desk.log.erase(ConversationErased(conversation_id=ConversationId("a"), at=LATER))
        await desk.after()

        for _ in range(2):
            assert list(await desk.cases.answers(RETURNS.url, limit=5)) == []
            assert list(await desk.cases.use_counts()) == []
            await desk.cases.start_over()
            await desk.after()
