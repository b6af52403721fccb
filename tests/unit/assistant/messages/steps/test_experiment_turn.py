"""The arms of an experiment differ where the change matters, and both write that they could."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import VerifiedAnswer
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ExperimentExposed, ReplyWritten
from assistant.conversation.ids import ContactId
from assistant.kit.experiments.experiment import Experiment, ExperimentState
from assistant.messages.ports import Index, Knowledge
from assistant.messages.steps.experiment_turn import ExperimentTurn
from assistant.messages.steps.live_arm import LiveArm
from assistant.operations.autonomy.autonomy_table import encode_table, read_table
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.autonomy.tried_levels import TriedLevels, TriedTable
from assistant.understanding.types import Intent
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from retrieval.searching.live_pages import LivePage
from retrieval.searching.search import Searcher
from retrieval.types import Evidence
from tests.support.seeds.conversation_events import started, wrote
from tests.support.seeds.experiment_seeds import ASKED, experiment
from tests.support.seeds.holdout_seeds import holdout
from tests.support.seeds.verified_answers import known, verified
from tests.unit.assistant.answers.shop_fixture import QUESTION_VECTOR, asked, direction, page
from tests.unit.assistant.messages.turning import CID, RETURNS, Assistant, Shelf

NOW = verified(ASKED, answer_id="tried")
TRIED = verified(ASKED, answer_id="tried", texts={"fr": "Oui, 60 jours."})


@dataclass
class WithAnswer:
    """Knowledge with the verified answer in force."""

    index: Index
    answer: VerifiedAnswer

    async def current(self) -> Knowledge:
        return replace(await self.index.current(), verified=known(QUESTION_VECTOR, self.answer))


@dataclass
class Arms:
    """The arms that run."""

    arms: tuple[LiveArm, ...]
    tried: Searcher | None = None  # with the page of the arm

    async def answers(self, changed: Sequence[LiveArm]) -> KnownAnswers:
        [one] = changed
        assert one.answers is not None
        return one.answers

    async def searcher(self, changed: Sequence[LiveArm], searcher: Searcher) -> Searcher:
        assert all(one.page is not None for one in changed)
        return self.tried or searcher


def turn_of(
    one: Experiment, *, text: str = ASKED, by_settings: bool = False, far: bool = False
) -> ExperimentTurn:
    """Return the turn with one experiment, on the answer or on whole turns."""
    heard = asked(text)
    if far:
        heard = replace(heard, vector=direction(0.0, 1.0))
    assistant = Assistant(heard, RETURNS)
    turn = replace(assistant.turn, index=WithAnswer(assistant.turn.index, NOW))
    arm = LiveArm(experiment=one, answer=TRIED, answers=known(QUESTION_VECTOR, TRIED))
    if by_settings:
        other = replace(turn, index=WithAnswer(assistant.turn.index, TRIED))
        arm = LiveArm(experiment=one, turn=other)
    return ExperimentTurn(turn=turn, live=Arms((arm,)), key=b"key")


async def arm_matters(arm: LiveArm, intent: Intent) -> bool:
    heard = replace(asked(ASKED), intent=intent)
    knowledge = await Assistant(heard, RETURNS).turn.index.current()
    return await arm.could_matter(heard, knowledge, knowledge.searcher, limit=8)


async def taken(
    one: ExperimentTurn, contact: str = "lea", *, text: str = ASKED, before: object = None
) -> tuple[ConversationEvent, ...]:
    events = [replace(started(), contact_id=ContactId(contact))]
    talk = Conversation.fold(CID, [*events, wrote("m1", text=text)])
    if isinstance(before, ExperimentExposed):
        talk = talk.after(before)
    return await one.take(talk)


def exposures(events: tuple[ConversationEvent, ...]) -> list[ExperimentExposed]:
    return [one for one in events if isinstance(one, ExperimentExposed)]


def words(events: tuple[ConversationEvent, ...]) -> str:
    return next(one.text for one in events if isinstance(one, ReplyWritten))


class TestATurnInAnArm:
    async def test_answers_as_its_arm_does_and_says_which_it_is(self) -> None:
        said = {}
        for at in range(12):
            events = await taken(turn_of(experiment()), f"visitor {at}")
            [exposed] = exposures(events)
            said[exposed.changed] = words(events)

        assert said == {True: "Oui, 60 jours.", False: "Oui, sous 45 jours."}

    async def test_says_nothing_where_the_change_does_not_matter(self) -> None:
        other = "Combien de jours pour un retour ?"

        events = await taken(turn_of(experiment(), text=other, far=True), text=other)

        assert not exposures(events)
        assert words(events) != "Oui, 60 jours."

    async def test_is_exposed_where_the_answer_is_near_in_both_arms(self) -> None:
        other = "Combien de jours pour un retour ?"
        arms = set()

        for at in range(12):
            events = await taken(turn_of(experiment(), text=other), f"visitor {at}", text=other)
            arms |= {one.changed for one in exposures(events)}

        assert arms == {True, False}

    async def test_is_exposed_once_and_stays_in_its_arm(self) -> None:
        for changed, text in ((True, "Oui, 60 jours."), (False, "Oui, sous 45 jours.")):
            before = ExperimentExposed(
                conversation_id=CID,
                at=wrote("m1").at,
                experiment_id="e1",
                changed=changed,
                share=0.01,
            )

            events = await taken(turn_of(experiment()), before=before)

            assert not exposures(events)
            assert words(events) == text

    async def test_is_as_ever_once_the_experiment_is_stopped(self) -> None:
        stopped = experiment(state=ExperimentState.STOPPED, share=0.9999)

        events = await taken(turn_of(stopped))

        assert not exposures(events)
        assert words(events) == "Oui, sous 45 jours."

    async def test_of_settings_is_exposed_by_any_answer(self) -> None:
        one = turn_of(experiment(share=0.9999), by_settings=True)

        events = await taken(one)

        assert [exposed.changed for exposed in exposures(events)] == [True]
        assert words(events) == "Oui, 60 jours."

    async def test_of_advice_is_exposed_by_messages_on_products_alone(self) -> None:
        one = turn_of(experiment(share=0.9999), by_settings=True)
        [arm] = one.live.arms
        advising = replace(one, live=Arms((replace(arm, of_advice=True),)))

        assert not exposures(await taken(advising))
        assert await arm_matters(replace(arm, of_advice=True), Intent.PRODUCT_SEARCH)


class TestATurnUnderAHoldout:
    async def test_is_in_no_other_experiment_and_has_the_answers_from_before(self) -> None:
        usual = turn_of(experiment(share=0.9999))
        arm = LiveArm(experiment=holdout(), left_out=known(QUESTION_VECTOR, NOW))
        [tried] = usual.live.arms
        both = replace(usual, live=Arms((arm, tried)))
        seen = {}
        for at in range(12):
            events = await taken(both, f"visitor {at}")
            arms = {one.experiment_id: one.changed for one in exposures(events)}
            seen[arms["d0"]] = (arms.get(tried.experiment.experiment_id), words(events))

        assert seen == {True: (True, "Oui, 60 jours."), False: (None, "Oui, sous 45 jours.")}


ASKS = "Combien de jours pour un retour ?"
LONGER = page("Retours", ("Vous avez 60 jours pour un retour.", QUESTION_VECTOR))


def page_turn(before: Evidence, after: Evidence) -> ExperimentTurn:
    """Return the turn with an experiment on the page of `LONGER`, by what search finds."""
    assistant = Assistant(asked(ASKS), before)
    tried = LivePage(document_id=LONGER.passage.source_id, language="fr", passages=())
    arm = LiveArm(experiment=experiment(kind="page"), page=tried)
    return ExperimentTurn(turn=assistant.turn, live=Arms((arm,), Shelf(after)), key=b"key")


class TestATurnInAnArmWithAPage:
    async def test_answers_from_the_page_of_its_arm(self) -> None:
        said = {}
        for at in range(12):
            events = await taken(page_turn(RETURNS, LONGER), f"visitor {at}", text=ASKS)
            [exposed] = exposures(events)
            said[exposed.changed] = "60 jours" in words(events)

        assert said == {True: True, False: False}

    async def test_is_exposed_where_either_arm_finds_it(self) -> None:
        other = page("Boutique", ("Vous avez 30 jours pour un retour.", QUESTION_VECTOR))
        assert other.passage.source_id != LONGER.passage.source_id
        for before, after, is_exposed in (
            (other, LONGER, True),
            (RETURNS, other, True),
            (other, other, False),
        ):
            found = [
                bool(exposures(await taken(page_turn(before, after), f"v{at}", text=ASKS)))
                for at in range(12)
            ]

            assert found == [is_exposed] * 12


class TestATurnInAnArmWithLevels:
    async def test_has_them_and_is_exposed_where_it_asks_for_the_row(self) -> None:
        seen = {}
        for at in range(12):
            events = await taken(levels_turn("returns"), f"visitor {at}", text=ASKS)
            [exposed] = exposures(events)
            seen[exposed.changed] = any(one.type == "reply_suggested" for one in events)

        assert seen == {True: True, False: False}

    async def test_is_not_exposed_by_answers_of_other_topics(self) -> None:
        for at in range(12):
            events = await taken(levels_turn("warranty"), f"visitor {at}", text=ASKS)

            assert not exposures(events)
            assert words(events)


def levels_turn(topic: str) -> ExperimentTurn:
    """Return the turn with an experiment in which people see answers on a topic first."""
    topics = ("delivery", "returns", "warranty")
    rows = dict.fromkeys(topics, "automate")
    before, after = (
        read_table(f"topics: {one}", source="test") for one in (rows, {**rows, topic: "suggest"})
    )
    levels = TriedLevels.of(encode_table(before), encode_table(after))
    assistant = Assistant(asked(ASKS), RETURNS)
    table = TriedTable(LiveTable(MemoryAutonomyTables(), default=before))
    turn = assistant.turn
    turn = replace(turn, autonomy=replace(turn.autonomy, autonomy=table))
    arm = LiveArm(experiment=experiment(kind="autonomy"), levels=levels)
    return ExperimentTurn(turn=turn, live=Arms((arm,)), key=b"key")
