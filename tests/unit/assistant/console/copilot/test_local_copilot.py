"""Drafts and answers over a real log, with a shelf that has one page."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

import pytest

from assistant.console.copilot.document_answers import Answers
from assistant.console.copilot.local_copilot import LocalCopilot
from assistant.console.copilot.model_usage import TalliedModel
from assistant.console.copilot.rewording_help import RewordingHelp
from assistant.console.copilot.types import (
    LONGEST,
    Drafted,
    End,
    Failed,
    Help,
    Rewritten,
    Step,
    Task,
    Why,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ModelUsed
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import (
    Completion,
    LanguageModel,
    ModelUnavailableError,
    Part,
    Request,
    TextDelta,
)
from assistant.messages.ports import Knowledge
from assistant.mind.thinker import Thinker
from assistant.ports import LogUnavailableError, UnknownConversationError
from assistant.understanding.types import Intent, ReadingContext, Understanding
from integrations.stores.memory.event_log import MemoryEventLog
from retrieval.types import Evidence
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.language_model import MemoryModel
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.people_events import agent_replied, claimed, handed_off
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.console.copilot.copiloting import VOICE, ended, fails, says
from tests.unit.assistant.messages.turning import FAR, RETURNS, Assistant

C1 = ConversationId("c1")
DAYS = "Vous avez 30 jours pour un retour."
OURS = "Pour un retour, vous avez 30 jours."
QUESTION = "Combien de jours pour un retour ?"
DRAFT = Task(help=Help.DRAFT, conversation_id=C1)


class Slow(MemoryModel):
    """Says a sentence, and never comes to its end."""

    def __init__(self) -> None:
        super().__init__(lambda _: Completion(text="", end=ended()))
        self.begun = asyncio.Event()

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        self.asked.append(request)
        yield TextDelta(text=f"{OURS} [2]. ")
        self.begun.set()
        await asyncio.Event().wait()


class Desk:
    """A conversation that a person has, and the copilot that helps them."""

    def __init__(
        self,
        model: LanguageModel | None = None,
        *evidence: Evidence,
        intent: Intent = Intent.QUESTION,
    ) -> None:
        self.log = MemoryEventLog()
        self.assistant = Assistant(asked(QUESTION, intent=intent), *(evidence or (RETURNS,)))
        model = TalliedModel(model) if model else None
        thinker = Thinker(model=model, voice=VOICE, clock=HandClock()) if model else None
        mind = thinker.mind(None, operates=False, sells=False) if thinker else None
        self.copilot = LocalCopilot(
            events=self.log,
            answers=Answers(turn=self.assistant.turn, mind=mind),
            rewriting=RewordingHelp(model=model, voice=VOICE, clock=HandClock()) if model else None,
        )

    async def open(self, text: str = QUESTION) -> "Desk":
        await self.log.start(started())
        await self.say("m1", text)
        await self.log.append(C1, [handed_off("m1"), claimed("anna")])
        return self

    async def say(self, message: str, text: str) -> None:
        await self.log.accept(
            wrote(message, text=text), account_id=WIDGET, provider_message_id=message
        )

    async def steps(self, task: Task = DRAFT) -> list[Step]:
        async with aclosing(self.copilot.help(task)) as found:
            return [step async for step in found]

    async def end(self, task: Task = DRAFT) -> Step | End:
        return (await self.steps(task))[-1]

    async def events(self) -> list[ConversationEvent]:
        return [stored.event for stored in (await self.log.read(C1)).events]

    async def used(self) -> list[tuple[str, str]]:
        found = [one for one in await self.events() if isinstance(one, ModelUsed)]
        return [(one.purpose, one.outcome) for one in found]


def meanwhile(desk: Desk, happens: Callable[[], Awaitable[None]]) -> None:
    """Have something happen after the conversation was read."""
    turn = desk.assistant.turn
    reader = turn.reader

    class Reading:
        async def read(self, text: str, context: ReadingContext) -> Understanding:
            await happens()
            return await reader.read(text, context)

    answers = replace(desk.copilot.answers, turn=replace(turn, reader=Reading()))
    desk.copilot = replace(desk.copilot, answers=answers)


def hears_requests(desk: Desk) -> None:
    """Have every text that names a person read as a request for one."""
    turn = desk.assistant.turn
    reader = turn.reader

    class Hearing:
        async def read(self, text: str, context: ReadingContext) -> Understanding:
            found = await reader.read(text, context)
            asks = "personne" in text
            beside = (QUESTION,) if asks and f", {QUESTION}" in text else ()
            return replace(found, intent=Intent.ASK_FOR_PERSON, beside=beside) if asks else found

    answers = replace(desk.copilot.answers, turn=replace(turn, reader=Hearing()))
    desk.copilot = replace(desk.copilot, answers=answers)


class TestADraftWithoutAModel:
    async def test_is_the_shops_own_words_with_where_they_stand(self) -> None:
        desk = await Desk().open()
        end = await desk.end()

        assert isinstance(end, Drafted)
        assert (end.text, end.by_model, end.fell_back) == (DAYS, False, "")
        assert [source.quote for source in end.sources] == [DAYS]
        assert await desk.used() == []

    async def test_shows_what_comes_closest_where_nothing_answers(self) -> None:
        end = await (await Desk(None, FAR).open()).end()
        assert isinstance(end, Drafted)
        assert end.text == ""
        assert [source.title for source in end.sources] == ["Boutique"]

    async def test_of_thanks_says_that_nothing_is_asked(self) -> None:
        desk = await Desk(intent=Intent.THANKS).open("Merci beaucoup")
        assert await desk.end() == Failed(why=Why.NOTHING_TO_ANSWER)

    async def test_answers_what_was_answered_before_where_nothing_waits(self) -> None:
        desk = await Desk().open()
        await desk.log.append(C1, [agent_replied("r1", "m1")])
        await desk.end()
        assert desk.assistant.reader.read_so_far[0][0] == QUESTION

    async def test_answers_each_of_several_questions(self) -> None:
        desk = await Desk().open(f"Bonjour. {QUESTION} Et pour un échange ?")
        end = await desk.end()
        assert isinstance(end, Drafted)
        assert end.text == f"{DAYS}\n\n{DAYS}"
        assert len(end.sources) == 1

    @pytest.mark.parametrize(
        ("text", "answered"),
        [
            ("Je veux parler à une personne", False),
            ("Puis-je parler à une personne ?", False),
            (f"Je veux parler à une personne. {QUESTION}", True),
            (f"Puis-je parler à une personne ? {QUESTION}", True),
            (f"Je veux parler à une personne, {QUESTION}", True),
        ],
    )
    async def test_answers_what_is_asked_beside_a_request_for_a_person(
        self, text: str, *, answered: bool
    ) -> None:
        desk = await Desk().open(text)
        hears_requests(desk)

        end = await desk.end()

        if answered:
            assert isinstance(end, Drafted)
            assert end.text == DAYS
        else:
            assert end == Failed(why=Why.NOTHING_TO_ANSWER)

    async def test_answers_the_last_question_where_only_the_request_waits(self) -> None:
        desk = await Desk().open("Je veux parler à une personne")
        await desk.say("m2", QUESTION)
        await desk.log.append(C1, [agent_replied("r1", "m2")])
        hears_requests(desk)

        end = await desk.end()

        assert isinstance(end, Drafted)
        assert end.text == DAYS

    async def test_names_the_questions_that_were_too_many(self) -> None:
        asks = ["Et pour un échange ?", "Et pour une robe ?", "Et en Belgique ?", "Et à Noël ?"]
        desk = await Desk().open(f"{QUESTION} {' '.join(asks)}")
        end = await desk.end()
        assert isinstance(end, Drafted)
        assert end.text.count(DAYS) == 3
        assert end.left == ("Et en Belgique ?", "Et à Noël ?")

    async def test_looks_at_one_version_of_the_index_however_much_is_asked(self) -> None:
        desk = await Desk().open(f"{QUESTION} Et pour un échange ?")
        turn, looks = desk.assistant.turn, list[int]()

        class Index:
            async def current(self) -> Knowledge:
                looks.append(1)
                return await turn.index.current()

        answers = replace(desk.copilot.answers, turn=replace(turn, index=Index()))
        desk.copilot = replace(desk.copilot, answers=answers)
        await desk.end()
        assert len(looks) == 1


class TestADraftOfAModel:
    async def test_is_shown_as_it_comes_and_paid_for_by_the_conversation(self) -> None:
        desk = await Desk(says(f"{OURS} [2]")).open()
        steps = await desk.steps()

        assert isinstance(steps[-1], Drafted)
        assert (steps[-1].text, steps[-1].by_model) == (OURS, True)
        assert await desk.used() == [("copilot", "written")]

    async def test_that_makes_things_up_is_the_shops_own_words(self) -> None:
        lie = "Vous avez 90 jours pour un retour."
        end = await (await Desk(says(f"{lie} [2]")).open()).end()
        assert isinstance(end, Drafted)
        assert (end.text, end.by_model, end.fell_back) == (DAYS, False, "mended")

    async def test_falls_back_on_the_shops_own_words_when_the_model_is_away(self) -> None:
        desk = await Desk(fails(ModelUnavailableError("away"))).open()
        end = await desk.end()
        assert isinstance(end, Drafted)
        assert (end.text, end.fell_back) == (DAYS, "unavailable")
        assert await desk.used() == [("copilot", "unavailable")]

    async def test_waits_for_a_model_that_is_away_once_only(self) -> None:
        model = fails(ModelUnavailableError("away"))
        desk = await Desk(model).open(f"{QUESTION} Et pour un échange ?")
        await desk.end()
        assert len(model.asked) == 1


class TestAHelpThatIsStopped:
    @pytest.mark.parametrize("what", [Help.DRAFT, Help.WARMER])
    async def test_is_paid_for_by_the_conversation_as_far_as_it_came(self, what: Help) -> None:
        model = Slow()
        desk = await Desk(model).open()
        helping = asyncio.create_task(
            desk.steps(Task(help=what, conversation_id=C1, text="Bonjour à vous."))
        )
        await model.begun.wait()
        helping.cancel()
        await asyncio.wait((helping,))

        assert await desk.used() == [("copilot", "stopped")]
        state = Conversation.fold(C1, await desk.events())
        assert state.model_tokens > len(OURS) // 4

    async def test_before_anything_was_asked_costs_nothing(self) -> None:
        desk, reading = await Desk(says(f"{OURS} [2]")).open(), asyncio.Event()

        async def wait() -> None:
            reading.set()
            await asyncio.Event().wait()

        meanwhile(desk, wait)
        helping = asyncio.create_task(desk.steps())
        await reading.wait()
        helping.cancel()
        await asyncio.wait((helping,))
        assert await desk.used() == []


class TestAConversationThatMovesOn:
    async def test_has_its_draft_dropped(self) -> None:
        desk = await Desk().open()
        meanwhile(desk, lambda: desk.say("m2", "Trouvé !"))
        assert await desk.end() == Failed(why=Why.MOVED_ON)

    async def test_leaves_an_answer_of_the_documents_as_it_is(self) -> None:
        desk = await Desk().open()
        meanwhile(desk, lambda: desk.say("m2", "Trouvé !"))
        end = await desk.end(Task(help=Help.ASK, conversation_id=C1, text=QUESTION))
        assert isinstance(end, Drafted)
        assert end.text == DAYS


class TestARewording:
    async def test_needs_a_model(self) -> None:
        task = Task(help=Help.WARMER, conversation_id=C1, text="Bonjour.")
        assert await (await Desk().open()).end(task) == Failed(why=Why.NO_MODEL)

    async def test_is_paid_for_by_the_conversation_it_is_for(self) -> None:
        asked_: list[Request] = []

        def answer(request: Request) -> Completion:
            asked_.append(request)
            return Completion(text="Bonjour à vous, chère cliente.", end=ended())

        desk = await Desk(MemoryModel(answer)).open()
        task = Task(help=Help.WARMER, conversation_id=C1, text="Bonjour à vous, cliente.")
        assert isinstance(await desk.end(task), Rewritten)
        await desk.end(task)
        assert [one.spent for one in asked_] == [0, 150]


class TestAQuestionOfTheAgents:
    @pytest.mark.parametrize("text", ["", "\u200b\u200b\u200b"])
    async def test_that_says_nothing_is_not_read(self, text: str) -> None:
        task = Task(help=Help.ASK, conversation_id=C1, text=text)
        assert await (await Desk().open()).end(task) == Failed(why=Why.UNREADABLE)


class TestTooMuch:
    @pytest.mark.parametrize("what", [Help.WARMER, Help.ASK])
    async def test_to_take_at_once_is_called_that(self, what: Help) -> None:
        task = Task(help=what, conversation_id=C1, text="a" * (LONGEST + 1))
        assert await (await Desk().open()).end(task) == Failed(why=Why.TOO_LONG)


class TestTrouble:
    async def test_of_no_conversation_is_said(self) -> None:
        with pytest.raises(UnknownConversationError):
            await Desk().end()

    async def test_of_a_log_that_is_away_is_no_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = await Desk(says(f"{OURS} [2]")).open()

        async def away(*_: object, **__: object) -> None:
            raise LogUnavailableError

        monkeypatch.setattr(desk.log, "append", away)
        assert await desk.end() == Failed(why=Why.UNAVAILABLE)

    async def test_of_a_shop_that_is_away_is_no_draft(self) -> None:
        class Away:
            async def look_up(self, *_: object) -> tuple[Why, tuple[()]]:
                return Why.SHOP_AWAY, ()

        desk = await Desk().open()
        desk.copilot = replace(desk.copilot, suggesting=Away())  # type: ignore[arg-type]
        assert await desk.end() == Failed(why=Why.SHOP_AWAY)

    async def test_without_a_shop_no_operation_is_called_for(self) -> None:
        task = Task(help=Help.OPERATION, conversation_id=C1)
        assert await (await Desk().open()).end(task) == Failed(why=Why.NO_WISH)
