"""A verified answer comes before the shop's pages, and passes the same guards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.answers.verified.types import VerifiedAnswer
from assistant.answers.verified.verified_draft import LEFT_TO_PEOPLE
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)
from assistant.messages.ports import Index, Knowledge
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.dialogue.engine_moves import Aside
from assistant.understanding.types import Intent
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.support.seeds.verified_answers import known, verified
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR, asked
from tests.unit.assistant.messages.test_turn_autonomy import Asides
from tests.unit.assistant.messages.turning import RETURNS, Assistant

ASKED = "Peut-on rendre un cadeau ?"
RIGHT = verified(ASKED, source=("Retours de cadeaux", "https://lune.example/cadeaux"))


@dataclass
class WithAnswers:
    """Knowledge with verified answers in it."""

    index: Index
    answers: tuple[VerifiedAnswer, ...]

    async def current(self) -> Knowledge:
        return replace(await self.index.current(), verified=known(QUESTION_VECTOR, *self.answers))


def assistant(*answers: VerifiedAnswer) -> Assistant:
    one = Assistant(asked(ASKED), RETURNS)
    one.turn = replace(one.turn, index=WithAnswers(one.turn.index, answers))
    return one


def reply_of(events: Sequence[ConversationEvent]) -> ReplyWritten:
    (reply,) = (event for event in events if isinstance(event, ReplyWritten))
    return reply


async def answered(one: Assistant, text: str = ASKED) -> ReplyWritten:
    return reply_of(await one.take(started(), wrote("m1", text=text)))


class TestAVerifiedAnswer:
    async def test_comes_before_the_pages_with_its_source(self) -> None:
        one = assistant(RIGHT)

        reply = await answered(one)

        assert (reply.kind, reply.text) == (ReplyKind.ANSWERED, "Oui, sous 45 jours.")
        [source] = reply.sources
        assert (source.title, source.url) == ("Retours de cadeaux", "https://lune.example/cadeaux")
        assert one.shelf.looked_for == []

    async def test_is_named_in_the_record_of_the_turn(self) -> None:
        events = await assistant(RIGHT).take(started(), wrote("m1", text=ASKED))

        assert [one.rule for one in events if isinstance(one, TurnTaken)] == [
            "a_question/verified:v1"
        ]

    async def test_leaves_another_question_to_the_pages(self) -> None:
        reply = await answered(assistant(RIGHT), "Combien de jours pour un retour ?")

        assert "30 jours" in reply.text

    async def test_without_a_page_shows_no_source(self) -> None:
        reply = await answered(assistant(verified(ASKED)))

        assert reply.text == "Oui, sous 45 jours."
        assert reply.sources == ()

    async def test_in_the_other_language_alone_says_so(self) -> None:
        reply = await answered(assistant(verified(ASKED, texts={"en": "Yes, for 45 days."})))

        assert reply.text == "Voici notre réponse, en anglais : Yes, for 45 days."

    async def test_on_a_topic_that_people_look_at_first_is_a_suggestion(self) -> None:
        one = assistant(RIGHT)
        table = AutonomyTable.model_validate({"topics": {"returns": {"level": "suggest"}}})
        await one.tables.put(table, expected_version=0, at=NOON, by="zoé")

        events = await one.take(started(), wrote("m1", text=ASKED))

        [suggested] = [event for event in events if isinstance(event, ReplySuggested)]
        assert suggested.text == "Oui, sous 45 jours."


class TestAQuestionForPeople:
    async def test_is_handed_over_without_an_answer(self) -> None:
        events = await assistant(verified(ASKED, person=True)).take(
            started(), wrote("m1", text=ASKED)
        )

        reply = reply_of(events)
        assert reply.kind is ReplyKind.HANDED_OFF
        assert reply.text.startswith(TEXTS["fr"].left_to_people)
        [handed] = [one for one in events if isinstance(one, HandoffRequested)]
        assert (handed.reason, handed.rule) == (Reason.HUMAN_ONLY, LEFT_TO_PEOPLE)

    async def test_in_the_middle_of_an_operation_does_not_go_on_with_it(self) -> None:
        one = assistant(verified(ASKED, person=True))
        resume = Draft(kind=ReplyKind.ASKED, text="Quelle commande ?", language="fr")
        policy = replace(one.turn.policy, operates=True)
        one.reader.understanding = replace(one.reader.understanding, intent=Intent.CANCEL_ORDER)
        one.turn = replace(
            one.turn, dialogue=Asides(Aside(events=(), resume=resume)), policy=policy
        )

        reply = await answered(one)

        assert reply.kind is ReplyKind.HANDED_OFF
        assert "Quelle commande" not in reply.text
