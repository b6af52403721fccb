"""What is told of a turn by its own parts; the turn says and records the same, watched or not."""

from dataclasses import replace

from assistant.answers.reply_draft import Draft
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ReplyKind, ReplyWritten, TurnTaken
from assistant.conversation.model_events import SentenceJudged, ToolCalled
from assistant.messages.trials.turn_trace import (
    ComposedFact,
    DecidedFact,
    FoundFact,
    HeardFact,
    OutlookFact,
    ThoughtFact,
    TraceFact,
    TurnTrace,
    WeighedFact,
)
from assistant.messages.trials.watched_turn import heard_fact, watch
from assistant.mind.ports import MindReply
from assistant.tools.tool_turn import ToolTurn
from assistant.understanding.types import Constraints, Intent
from retrieval.catalogue.vocabulary import Vocabulary
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant

ASKED = "Combien de jours pour un retour ?"


class Thinks:
    """A mind whose sentence the guard objected to, and that called a tool."""

    async def reply(self, turn: ToolTurn, *, aloud: bool) -> MindReply:
        assert not aloud
        judged = SentenceJudged(conversation_id=CID, at=NOON, rule="promise", text="Promis !")
        called = ToolCalled(
            conversation_id=CID,
            at=NOON,
            tool="search_pages",
            arguments="",
            facts=("page: Retours",),
        )
        draft = Draft(kind=ReplyKind.SMALL_TALK, text="Bonjour.", language=turn.language)
        return MindReply(draft=draft, account=(called, judged))


async def tell(
    one: Assistant, text: str = ASKED
) -> tuple[list[TraceFact], list[ConversationEvent]]:
    trace = TurnTrace()
    past = (started(), wrote("m1", text=text))
    events = await watch(one.turn, trace).take(Conversation.fold(CID, past))
    return [step.fact for step in trace.steps], list(events)


def of(facts: list[TraceFact], kind: type[TraceFact]) -> list[TraceFact]:
    return [fact for fact in facts if isinstance(fact, kind)]


class TestAnAnswer:
    async def test_is_told_from_the_words_to_the_table(self) -> None:
        facts, _ = await tell(Assistant(asked(ASKED), RETURNS))

        (heard,), (decided,) = of(facts, HeardFact), of(facts, DecidedFact)
        (composed,), (weighed,) = of(facts, ComposedFact), of(facts, WeighedFact)
        assert isinstance(heard, HeardFact)
        assert (heard.text, heard.intent) == (ASKED, "question")
        assert isinstance(decided, DecidedFact)
        assert (decided.decision, decided.rule, decided.floor) == ("Answer", "a_question", 0.5)
        assert isinstance(composed, ComposedFact)
        assert composed.sources[0][0] == "Retours"
        assert isinstance(weighed, WeighedFact)
        assert weighed.level == "automate"

    async def test_is_told_with_what_was_found_and_its_scores(self) -> None:
        facts, _ = await tell(Assistant(asked(ASKED), RETURNS))

        found = [fact for fact in facts if isinstance(fact, FoundFact) and fact.hits]

        assert found[0].hits[0].title == "Retours"
        assert 0 < found[0].hits[0].score <= 1

    async def test_is_the_same_whether_it_is_watched_or_not(self) -> None:
        _, watched = await tell(Assistant(asked(ASKED), RETURNS))
        plain = await Assistant(asked(ASKED), RETURNS).take(started(), wrote("m1", text=ASKED))

        def said(events: list[ConversationEvent]) -> list[tuple[str, str]]:
            return [
                (one.text, one.kind) if isinstance(one, ReplyWritten) else (one.rule, one.decision)
                for one in events
                if isinstance(one, ReplyWritten | TurnTaken)
            ]

        assert said(watched) == said(list(plain))

    async def test_is_told_with_the_tools_of_a_model_and_what_the_guard_objected_to(self) -> None:
        one = Assistant(asked(ASKED), RETURNS)
        one.turn = replace(one.turn, mind=Thinks())

        facts, events = await tell(one)

        (thought,) = of(facts, ThoughtFact)
        assert isinstance(thought, ThoughtFact)
        assert thought.text == "Bonjour."
        assert thought.calls == (("search_pages", "", ("page: Retours",), ""),)
        assert thought.objections == (("promise", "Promis !", ""),)
        assert [one.text for one in events if isinstance(one, ReplyWritten)] == ["Bonjour."]


class TestAHandoff:
    async def test_is_told_with_its_reason_and_the_outlook(self) -> None:
        one = Assistant(asked("une personne", intent=Intent.ASK_FOR_PERSON))

        facts, _ = await tell(one, "une personne")

        (decided,), (outlook,) = of(facts, DecidedFact), of(facts, OutlookFact)
        assert isinstance(decided, DecidedFact)
        assert (decided.decision, decided.reason) == ("HandOff", "asked_for_person")
        assert outlook == OutlookFact(is_open=True, opens="")


class TestWhatWasHeard:
    async def test_names_products_by_title_and_conditions_by_their_words(self) -> None:
        wanted = Constraints(
            category="Bottes",
            price_max_minor=5000,
            options=(("Taille", "38"),),
            in_stock=True,
            without=("noir",),
        )
        meant = replace(asked("bottes", constraints=wanted), products=(BOOTS.product_id,))

        fact = heard_fact(meant, Vocabulary(titles=((BOOTS.product_id, BOOTS.title),)))

        assert fact.products == (BOOTS.title,)
        assert fact.constraints == (
            ("category", "Bottes"),
            ("Taille", "38"),
            ("price_max", "50.00"),
            ("in_stock", ""),
            ("without", "noir"),
        )
