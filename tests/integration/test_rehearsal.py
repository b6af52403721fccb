"""Rehearsals on real parts: talks that repeat, a shop that stays as it is, and planted faults."""

# ruff: noqa: ANN401  # what a planted fault stands for takes and gives anything

import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import pytest_asyncio

from assistant.answers.composing.composer import Composer
from assistant.answers.guard.draft_review import Approved
from assistant.answers.reply_draft import Draft
from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.scenario_work import FixedTable
from assistant.commerce.amounts import Money
from assistant.commerce.order import Order
from assistant.conversation.message import Language
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.rehearsal.order_pool import OrderPool
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.talk_verdict import Miss, TalkVerdict
from assistant.improvement.rehearsal.written_scenario import read_scenarios_file
from assistant.improvement.runs.played_scenarios import PlayedScenarios
from assistant.improvement.runs.run_tally import tally_verdicts
from assistant.improvement.runs.trial_run import RunCause, RunState, SeenVersions, new_run
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.messages import turn
from assistant.messages.policy import turn_decision
from assistant.messages.reading.message_reading import understand
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.dry_shop import DryOrders
from assistant.messages.trials.hours_outlook import HoursOutlooks
from assistant.messages.trials.trial import Trials
from assistant.operations import gate, preconditions
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Level,
    Topic,
    load_table,
    topic_subject,
)
from assistant.operations.autonomy.autonomy_verdict import decide
from assistant.operations.declarations import basket_changes
from assistant.operations.dialogue.frames import Frame
from assistant.operations.identity import identifier
from retrieval.searching.search import Searcher
from tests.support.memory.scenario_book import MemoryScenarioBook
from tests.support.memory.trial_run_book import MemoryTrialRuns
from tests.support.processes.comptoir import DEMO, new_data_dir, run

NOW = datetime.now(UTC)
SCENARIOS = {
    one.name: one.saved(by="zoé", at=NOW, scenario_id=f"s{place}")
    for place, one in enumerate(read_scenarios_file((DEMO / "scenarios.yml").read_text("utf-8")))
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


def playing(*scenarios: SavedScenario) -> PlayedScenarios:
    book = MemoryScenarioBook(*scenarios)
    return PlayedScenarios(book=book, runs=MemoryTrialRuns(), zone=ZoneInfo("Europe/Paris"))


def under(trials: Trials, table: AutonomyTable) -> Trials:
    """Return trials under another autonomy table."""
    fixed, customers = FixedTable(table), trials.turn.autonomy.customers
    autonomy = AnswerAutonomy(autonomy=fixed, customers=customers)
    gate = replace(trials.gate, autonomy=fixed) if trials.gate else None
    return replace(trials, turn=replace(trials.turn, autonomy=autonomy), gate=gate)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The demo shop with a player on it."""

    folder: Path
    player: RehearsalPlayer

    async def judge(self, name: str) -> TalkVerdict:
        return await self.player.judge(SCENARIOS[name])

    async def misses(self, name: str) -> set[Miss]:
        return {one.miss for one in (await self.judge(name)).misses}

    def rows(self) -> list[str]:
        with sqlite3.connect(f"file:{self.folder / 'comptoir.db'}?mode=ro", uri=True) as database:
            return list(database.iterdump())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    folder = new_data_dir(tmp_path_factory.mktemp("rehearsal"), like=demo_data, index=True)
    helpdesk = HelpdeskSettings(kind="builtin")
    settings = Settings(data_dir=folder, shop=DEMO_SHOP, helpdesk=helpdesk)
    await fill_demo(settings, NOW)
    async with open_trials(settings) as opened:
        zone = ZoneInfo("Europe/Paris")
        yield Stage(folder=folder, player=RehearsalPlayer.of(opened.trials, day=NOW, zone=zone))


class TestRehearsals:
    @pytest.mark.parametrize("name", SCENARIOS)
    async def test_of_the_demo_shop_are_as_they_must_be(self, stage: Stage, name: str) -> None:
        verdict = await stage.judge(name)

        assert verdict.misses == (), verdict.talk

    async def test_change_no_row(self, stage: Stage) -> None:
        before = stage.rows()

        talk = await stage.player.play(SCENARIOS["Annuler sans être connecté, avec un code"])

        assert [one.effect for one in talk.effects] == ["cancel_order"]
        assert stage.rows() == before

    async def test_are_kept_without_the_customer(self, stage: Stage) -> None:
        scenario = SCENARIOS["Changer l'adresse avant l'envoi"]
        run = new_run(RunCause.ASKED, by="zoé", at=NOW)

        kept = await playing(scenario).play(scenario, run, stage.player.trials, None)

        assert kept.passed
        assert len(kept.talk.effects) == 1
        assert kept.talk.about_customer
        for personal in ("BM10483856", "Hugo", "Lambert", "hugo.lambert"):
            assert personal not in str(kept)

    async def test_of_a_run_read_the_orders_once(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[OrderPool] = []
        buyers = OrderPool._buyers  # noqa: SLF001  # what is counted

        async def counted(self: OrderPool) -> Any:
            read.append(self)
            return await buyers(self)

        monkeypatch.setattr(OrderPool, "_buyers", counted)
        kept = [one for one in SCENARIOS.values() if one.part.order == "pending"][:2]
        played = playing(*kept)
        first, second = (new_run(RunCause.ASKED, by="zoé", at=NOW) for _ in range(2))

        for run_of in (first, second):
            for one in kept:
                await played.play(one, run_of, stage.player.trials, None)

        assert len(read) == 2

    async def test_of_a_change_are_played_without_it_where_they_differ_or_are_red(
        self, stage: Stage
    ) -> None:
        scenario = SCENARIOS["Délai de retour"]
        played = playing(scenario)
        trials = stage.player.trials
        theirs = under(
            trials, with_level(load_table(), topic_subject(Topic.RETURNS), Level.HUMAN_ONLY)
        )
        seen = SeenVersions(index="v", table=1, settings=1)
        in_force = replace(new_run(RunCause.NIGHT, by="", at=NOW), state=RunState.DONE, seen=seen)
        change = CandidateChange(kind="autonomy", content="{}")
        run = new_run(RunCause.CANDIDATE, by="zoé", at=NOW, candidate=change)

        first = await played.play(scenario, run, trials, trials)  # nothing to compare with
        await played.runs.put(in_force, expected_version=None)
        kept = await played.play(scenario, in_force, trials, None)
        await played.book.note(in_force.run_id, kept)
        same = await played.play(scenario, run, trials, trials)
        red = await played.play(scenario, run, theirs, trials)

        assert (first.before, same.before) == (True, None)
        assert (red.passed, red.before) == (False, True)
        harm = tally_verdicts([scenario], [red], {scenario.scenario_id})
        assert harm.does_harm  # one of one is lost

    async def test_of_another_seed_draw_another_order(self, stage: Stage) -> None:
        kept = SCENARIOS["Dire non à la relecture"]
        talks = [await stage.player.play(replace(kept, seed=seed)) for seed in range(6)]

        assert len({one.turns[0].wrote for one in talks}) > 1

    async def test_without_such_an_order_say_so(self, stage: Stage) -> None:
        kept = SCENARIOS["Dire non à la relecture"]
        lost = replace(kept, part=replace(kept.part, order="BM0"))

        talk = await stage.player.play(lost)
        assert (talk.broken, talk.about_customer) == ("no_order", True)

    async def test_without_an_order_are_about_a_customer_once_one_is_proven(
        self, stage: Stage
    ) -> None:
        question = await stage.player.play(SCENARIOS["Délai de retour"])
        proven = await stage.player.play(SCENARIOS["Annuler sans être connecté, avec un code"])

        assert (question.about_customer, question.customer_id) == (False, None)
        assert (proven.about_customer, proven.proven) == (True, True)
        assert proven.customer_id is not None


class TestTheCommand:
    @pytest.mark.slow  # every scenario, twice
    async def test_gives_the_same_bytes_for_the_same_seed(self, stage: Stage) -> None:
        asked = ("rehearse", "--demo", "--data-dir", stage.folder, "--count", "8", "--json")
        first, again, other = (
            run(*asked, "--seed", seed, "--on", f"{NOW:%Y-%m-%d}") for seed in "778"
        )

        assert first.stdout == again.stdout != other.stdout
        played = orjson.loads(first.stdout)
        assert (played["played"], played["seed"]) == (8, 7)

    async def test_ends_with_1_where_a_protected_scenario_fails(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        file = tmp_path / "mine.yml"
        scenario = "- {name: Retours, opening: délai de retour, says: [99 jours], protected: %s}"
        asked = ("rehearse", "--demo", "--data-dir", stage.folder, "--file", file)

        file.write_text(scenario % "true")
        failed = run(*asked)
        file.write_text(scenario % "false")
        told, strict = run(*asked), run(*asked, "--strict")

        assert [one.returncode for one in (failed, told, strict)] == [1, 0, 1]
        assert "99 jours" in failed.stderr

    async def test_names_the_mistake_of_a_file(self, stage: Stage, tmp_path: Path) -> None:
        file = tmp_path / "mine.yml"
        file.write_text("- {name: Retours, opening: délai, moood: calm}")

        refused = run("rehearse", "--demo", "--data-dir", stage.folder, "--file", file)

        assert refused.returncode == 2
        assert "moood" in refused.stderr


Plant = Callable[[pytest.MonkeyPatch], None]


def wrong_figure(patch: pytest.MonkeyPatch) -> None:
    """A composer that tells a figure of its own."""
    compose = Composer.compose

    async def composed(self: Composer, *given: Any, **more: Any) -> Draft:
        draft = await compose(self, *given, **more)
        return replace(draft, text=draft.text.replace("30 jours", "45 jours"))

    patch.setattr(Composer, "compose", composed)


def guard_asleep(patch: pytest.MonkeyPatch) -> None:
    wrong_figure(patch)
    patch.setattr(turn, "review", lambda draft, **_: Approved(draft))


def any_address_proves(patch: pytest.MonkeyPatch) -> None:
    compare = identifier._Case.compare  # noqa: SLF001  # the module's own decision

    async def compared(self: Any, attempt: Any, method: Any) -> Any:
        order = await self.deps.orders.with_number(getattr(attempt, "number", ""))
        customer = order and await self.deps.customers.with_id(order.customer_id)
        if customer is None:
            return await compare(self, attempt, method)
        return self._proven(customer, method)

    patch.setattr(identifier._Case, "compare", compared)  # noqa: SLF001  # the same


def table_unread(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(gate, "decide", lambda *of: replace(decide(*of), level=Level.AUTOMATE))


def nothing_grave(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(turn_decision, "escalate", lambda *_: None)


def languages_swapped(patch: pytest.MonkeyPatch) -> None:
    async def understood(*given: Any, **more: Any) -> Any:
        meaning = await understand(*given, **more)
        language: Language = "fr" if meaning.understanding.language == "en" else "en"
        return replace(meaning, understanding=replace(meaning.understanding, language=language))

    patch.setattr(turn, "understand", understood)


def nothing_found(patch: pytest.MonkeyPatch) -> None:
    async def searched(*_: Any, **__: Any) -> tuple[()]:
        return ()

    patch.setattr(Searcher, "search", searched)


def wrong_sum(patch: pytest.MonkeyPatch) -> None:
    total = basket_changes.basket_total

    def added(*of: Any) -> Money | None:
        right = total(*of)
        return right and replace(right, amount_minor=right.amount_minor + 100)

    patch.setattr(basket_changes, "basket_total", added)


def slot_forgotten(patch: pytest.MonkeyPatch) -> None:
    with_slot = Frame.with_slot
    patch.setattr(
        Frame,
        "with_slot",
        lambda self, name, value: self if name == "address" else with_slot(self, name, value),
    )


def always_open(patch: pytest.MonkeyPatch) -> None:
    outlook = HoursOutlooks.outlook

    async def told(self: HoursOutlooks, *of: Any) -> Any:
        return replace(await outlook(self, *of), open=True, next_opening=None)

    patch.setattr(HoursOutlooks, "outlook", told)


def no_last_day(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(preconditions, "closes_at", lambda *_: None)


def shop_forgets(patch: pytest.MonkeyPatch) -> None:
    def seen(self: DryOrders, order: Order | None) -> Order | None:
        if order is not None:
            self._read[order.order_id] = order
        return order

    patch.setattr(DryOrders, "_seen", seen)


PLANTED: dict[str, tuple[Plant, str, Miss]] = {
    "the guard lets a figure pass": (guard_asleep, "Délai de retour", Miss.SAID),
    "any address proves a customer": (
        any_address_proves,
        "Somebody who does not know the e-mail of an order",
        Miss.PROVEN,
    ),
    "the autonomy table is not read": (
        table_unread,
        "Une casse, que l'équipe décide",
        Miss.DONE_UNASKED,
    ),
    "nothing is grave": (
        nothing_grave,
        "Une menace d'avocat va à une personne",
        Miss.NOT_HANDED_OVER,
    ),
    "languages are swapped": (
        languages_swapped,
        "Return period, typed in a hurry",
        Miss.NOT_SAID,
    ),
    "nothing is found": (nothing_found, "Délai de retour", Miss.NOT_SAID),
    "the sum is wrong": (wrong_sum, "Something in the basket, and its sum", Miss.NOT_SAID),
    "the dialogue forgets a value": (
        slot_forgotten,
        "Changer l'adresse avant l'envoi",
        Miss.NOT_DONE,
    ),
    "the desk is always open": (
        always_open,
        "Dimanche soir, une personne est annoncée pour lundi",
        Miss.NOT_SAID,
    ),
    "the last day is not looked at": (
        no_last_day,
        "Renvoyer une commande d'il y a des mois",
        Miss.DONE_UNASKED,
    ),
    "the shop forgets what was done": (
        shop_forgets,
        "Demander deux fois la même annulation",
        Miss.DONE_UNASKED,
    ),
}
"""Faults, each in a module of its own, with the scenario that catches it and the way it shows."""


class TestAPlantedFault:
    @pytest.mark.parametrize("fault", PLANTED)
    async def test_is_caught_by_a_scenario(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, fault: str
    ) -> None:
        plant, name, miss = PLANTED[fault]
        plant(monkeypatch)

        assert miss in await stage.misses(name)

    async def test_of_the_composer_is_stopped_by_the_guard(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong_figure(monkeypatch)

        assert Miss.SAID not in await stage.misses("Délai de retour")
