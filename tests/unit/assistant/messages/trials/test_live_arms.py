"""The arms of experiments are made as soon as they run, and gone as soon as they do not."""

from collections.abc import Mapping
from dataclasses import replace

import orjson

from assistant.app.compose.services.experiments import read_page
from assistant.insights.drafting.page_documents import PageDocument, encode_page
from assistant.kit.experiments.experiment import ExperimentState
from assistant.messages.trials.candidate_codec import encode_answer
from assistant.messages.trials.live_arms import LiveArms
from assistant.messages.turn import Turn
from assistant.operations.autonomy.autonomy_table import (
    Topic,
    encode_table,
    read_table,
    topic_subject,
)
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.seeds.experiment_seeds import ASKED, experiment
from tests.support.seeds.holdout_seeds import holdout
from tests.support.seeds.verified_answers import verified, written
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.answers.verified.test_live_answers import House
from tests.unit.assistant.messages.turning import RETURNS, Assistant

PARKING = verified("Y a-t-il un parking ?", answer_id="parking")
PAGE = encode_page(
    PageDocument(document_id="returns", language="fr", title="Retours", text="Vous avez 60 jours.")
).decode()
TABLE, FREER = (
    encode_table(read_table(f"topics: {{returns: {level}}}", source="test"))
    for level in ("suggest", "automate")
)
SETTINGS = orjson.dumps({"policy.floor": "0.5"}).decode()


async def arms_of(book: MemoryExperimentBook) -> LiveArms:
    house = House()
    await house.book.put(written(PARKING))
    await house.live.load()

    async def turn_with(values: Mapping[str, str]) -> Turn:
        turn = Assistant(asked(ASKED), RETURNS).turn
        return replace(turn, policy=replace(turn.policy, floor=float(values["policy.floor"])))

    arms = LiveArms(book=book, verified=house.live, turn_with=turn_with, read_page=read_page)
    await arms.look()
    return arms


class TestTheArms:
    async def test_of_a_page_have_its_passages(self) -> None:
        one = experiment(kind="page", content=PAGE)

        [arm] = (await arms_of(MemoryExperimentBook(one))).arms

        assert arm.page is not None
        assert arm.page.document_id == "returns"
        assert ["60 jours" in found.passage.text for found in arm.page.passages] == [True]

    async def test_of_a_holdout_have_the_answers_from_before_and_the_corrections(self) -> None:
        without = (await arms_of(MemoryExperimentBook(holdout()))).arms[0].left_out
        there = (await arms_of(MemoryExperimentBook(holdout("parking")))).arms[0].left_out

        assert without is not None
        assert without.answers == ()
        assert there is not None
        assert [one.answer_id for one in there.answers] == ["parking"]

    async def test_of_the_autonomy_table_have_its_levels(self) -> None:
        one = experiment(kind="autonomy", before=TABLE, content=FREER)

        [arm] = (await arms_of(MemoryExperimentBook(one))).arms

        assert arm.levels is not None
        assert set(arm.levels.rows) == {topic_subject(Topic.RETURNS)}

    async def test_of_a_verified_answer_have_it_beside_those_in_force(self) -> None:
        [arm] = (await arms_of(MemoryExperimentBook(experiment()))).arms

        assert arm.answers is not None
        assert {one.answer_id for one in arm.answers.answers} == {"parking", "tried"}

    async def test_of_settings_have_a_turn_of_their_own(self) -> None:
        one = experiment(kind="settings", content=SETTINGS)

        [arm] = (await arms_of(MemoryExperimentBook(one))).arms

        assert arm.turn is not None
        assert arm.turn.policy.floor == 0.5

    async def test_are_gone_once_the_experiment_is_stopped(self) -> None:
        book = MemoryExperimentBook(experiment())
        arms = await arms_of(book)
        stopped = experiment(version=3, state=ExperimentState.STOPPED)

        await book.put(stopped, expected_version=2)
        await arms.look()

        assert arms.arms == ()

    async def test_of_two_experiments_are_put_together_for_who_is_in_both(self) -> None:
        other = verified("Vendez-vous des tentes ?", answer_id="tents")
        second = experiment("e2", content=encode_answer(other))
        arms = await arms_of(MemoryExperimentBook(experiment(), second))

        together = await arms.answers(arms.arms)

        assert {one.answer_id for one in together.answers} == {"parking", "tried", "tents"}
        assert await arms.answers(arms.arms) is together

    async def test_that_cannot_be_made_leave_their_visitors_as_they_are(self) -> None:
        broken = experiment("e2", kind="page", content="{}")

        arms = await arms_of(MemoryExperimentBook(experiment(), broken))

        assert [one.experiment.experiment_id for one in arms.arms] == ["e1"]
