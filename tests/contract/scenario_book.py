"""What every `ScenarioBook` does. Inherit, and override the fixture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.message import ChannelKind
from assistant.improvement.rehearsal.played_talk import DryEffect, PlayedTalk, PlayedTurn
from assistant.improvement.rehearsal.ports import ScenarioBook, ScenarioConflictError
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    ExpectedEffect,
    Known,
    Mood,
    SavedScenario,
    TalkExpectation,
    Trait,
)
from assistant.improvement.rehearsal.simulated_customer import Leaving
from assistant.improvement.rehearsal.talk_verdict import FoundMiss, Miss, TalkVerdict

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
SCENARIO = SavedScenario(
    scenario_id="b" * 32,
    version=1,
    name="Annuler",
    part=CustomerPart(
        opening="annulez la {order}",
        mood=Mood.HURRIED,
        traits=(Trait.TYPOS,),
        order="pending",
        knows={Known.VERSION: "M"},
        hides=(Known.EMAIL,),
        goes_on=("merci",),
    ),
    expected=TalkExpectation(
        effects=(ExpectedEffect(effect="cancel_order", holds=("45.00",)),), person=False
    ),
    protected=True,
    weekday=6,
    by="zoé",
    at=NOON,
)
QUESTION = SavedScenario(
    scenario_id="1" * 32,
    version=1,
    name="Délai de retour ?",
    part=CustomerPart(
        opening="Délai de retour ?",
        channel=ChannelKind.WHATSAPP,
        page="bottes",
        category="Chaussures",
        once=True,
    ),
    expected=TalkExpectation(answered=True, source="Retours", says=("30 jours", "gratuit")),
    by="zoé",
    at=NOON,
)
OTHER = replace(SCENARIO, scenario_id="a" * 32, name="Renvoyer", at=NOON + timedelta(hours=1))
VERDICT = TalkVerdict(
    scenario_id=SCENARIO.scenario_id,
    scenario_version=1,
    talk=PlayedTalk(
        turns=(
            PlayedTurn(
                wrote=("annulez",),
                said="C'est fait.",
                kind="did",
                effects=(DryEffect(effect="cancel_order", order="BM1"),),
            ),
        ),
        left=Leaving.CONTENT,
        proven=True,
    ),
    misses=(FoundMiss(miss=Miss.NOT_DONE, what="cancel_order 45.00"),),
)


class ScenarioBookContract:
    @pytest.fixture
    def book(self) -> ScenarioBook:
        raise NotImplementedError

    async def test_gives_scenarios_back_as_they_were_put_the_oldest_first(
        self, book: ScenarioBook
    ) -> None:
        assert list(await book.all()) == []
        await book.put(SCENARIO, expected_version=None)
        await book.put(OTHER, expected_version=None)

        assert list(await book.all()) == [SCENARIO, OTHER]
        assert await book.get(OTHER.scenario_id) == OTHER
        assert await book.get("c" * 32) is None

    async def test_changes_a_scenario_on_the_version_that_was_seen(
        self, book: ScenarioBook
    ) -> None:
        await book.put(SCENARIO, expected_version=None)
        changed = replace(SCENARIO, version=2, name="Tout annuler", at=NOON + timedelta(days=1))

        await book.put(changed, expected_version=1)

        assert await book.get(SCENARIO.scenario_id) == changed
        for expected in (None, 1, 7):
            with pytest.raises(ScenarioConflictError):
                await book.put(replace(SCENARIO, version=8), expected_version=expected)

    async def test_removes_a_scenario_with_its_talks(self, book: ScenarioBook) -> None:
        await book.put(SCENARIO, expected_version=None)
        await book.note("r1", VERDICT)
        with pytest.raises(ScenarioConflictError):
            await book.remove(SCENARIO.scenario_id, expected_version=2)

        await book.remove(SCENARIO.scenario_id, expected_version=1)

        assert await book.get(SCENARIO.scenario_id) is None
        assert list(await book.talks("r1")) == []

    async def test_keeps_one_talk_of_each_scenario_in_a_run(self, book: ScenarioBook) -> None:
        await book.note("r1", VERDICT)
        passed = replace(VERDICT, misses=())
        await book.note("r1", passed)
        other = replace(VERDICT, scenario_id=OTHER.scenario_id)
        await book.note("r1", other)

        assert list(await book.talks("r1")) == [other, passed]
        assert list(await book.talks("r2")) == []

    async def test_forgets_the_talks_of_other_runs(self, book: ScenarioBook) -> None:
        await book.note("r1", VERDICT)
        await book.note("r2", VERDICT)

        assert await book.forget(["r2", "r3"]) == 1

        assert list(await book.talks("r1")) == []
        assert list(await book.talks("r2")) == [VERDICT]
