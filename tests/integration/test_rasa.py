"""The generated project on a real Rasa server: the same conversations come to the same end."""

import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.app.demo.rasa_server import RasaPlace
from assistant.app.evaluation.rasa_stage import only_rasa, open_stage
from assistant.app.evaluation.scenario_run import NOW, PlayedScenario, play
from assistant.app.evaluation.scenarios import Scenario, read_scenarios
from assistant.kit.settings.settings import Settings
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import load_rules
from integrations.services.rasa.rasa_client import RasaClient
from integrations.services.rasa.rasa_protocol import (
    Act,
    AskSlot,
    Digress,
    Leave,
    RasaError,
    RasaSignal,
    RasaStand,
    Rephrase,
    Step,
    Submit,
    slots_of,
)
from integrations.shops.demo.demo_records import read_records
from integrations.shops.demo.shelf import DEMO
from tests.support.processes.comptoir import ROOT
from tests.unit.integrations.services.rasa.forms import decide

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]

CACHE = ROOT / ".cache" / "rasa"
ENVIRONMENT = Path(os.environ.get("COMPTOIR_TEST_RASA", CACHE / "venv"))
SCENARIOS = [s for s in read_scenarios(ROOT / "tests/evals/conversations") if "rasa" in s.engines]
EVERY = 12
"""Of the scenarios, which are in groups by what they are about: all take a minute."""

module: dict[str, Any] = {"scope": "module", "loop_scope": "module"}


@pytest_asyncio.fixture(**module)
async def rasa(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RasaClient]:
    """A server that is trained once for each project, and kept."""
    place = RasaPlace(environment=ENVIRONMENT, folder=CACHE)
    async with open_stage(place, tmp_path_factory.mktemp("rasa"), timeout_s=10) as client:
        yield client


@pytest_asyncio.fixture(**module)
async def answering(demo_data: Path) -> AsyncIterator[Engine]:
    async with open_engine(Settings(data_dir=demo_data)) as engine:
        yield engine


def without_codes(played: PlayedScenario) -> str:
    """Return what was said, but for codes: each shop makes its own."""
    return re.sub(r"(?m)^> \d{6}$", "> code", "\n".join(played.transcript))


def standing(operation: str, known: int) -> RasaStand:
    """Return that the first `known` slots of an operation are, and the next was asked for."""
    names = slots_of(OPERATIONS[operation])
    asked = names[known] if known < len(names) else names[-1]
    return RasaStand(operation=operation, slots=dict.fromkeys(names[:known], "x"), requested=asked)


class TestRasasRules:
    @pytest.mark.parametrize("operation", OPERATIONS)
    async def test_ask_for_every_slot_in_its_order_and_then_submit(
        self, rasa: RasaClient, operation: str
    ) -> None:
        names = slots_of(OPERATIONS[operation])
        asks: list[Step] = [AskSlot(operation=operation, slot=name) for name in names]
        known = [dict.fromkeys(names[:count], "x") for count in range(len(names) + 1)]

        opened = [
            await rasa.turn("c1", RasaStand(slots=slots), RasaSignal(intent=operation, slots={}))
            for slots in known
        ]

        assert opened == [[step] for step in [*asks, Submit(operation=operation)]]

    @pytest.mark.parametrize("operation", OPERATIONS)
    async def test_leave_and_come_back_to_every_operation(
        self, rasa: RasaClient, operation: str
    ) -> None:
        stand = standing(operation, 1)
        ask = AskSlot(operation=operation, slot=str(stand.requested))
        wanted: dict[Act, list[Step]] = {
            Act.STOP: [Leave(why="stopped")],
            Act.DIGRESS: [Digress(), ask],
            Act.UNCLEAR: [Rephrase(), ask],
            Act.PROVE: [AskSlot(operation=operation, slot="identity")],
        }
        if len(slots_of(OPERATIONS[operation])) == 1:  # all is known: nothing was asked for
            wanted = {Act.STOP: wanted[Act.STOP], Act.PROVE: wanted[Act.PROVE]}

        told = {
            act: await rasa.turn("c1", stand, RasaSignal(intent=act, slots={})) for act in wanted
        }

        assert told == wanted

    @pytest.mark.parametrize("operation", [n for n, o in OPERATIONS.items() if o.has_effect])
    async def test_take_a_yes_and_a_no_to_what_was_read_back(
        self, rasa: RasaClient, operation: str
    ) -> None:
        stand = standing(operation, len(slots_of(OPERATIONS[operation])) - 1)

        yes = await rasa.turn("c1", stand, RasaSignal(intent=Act.AFFIRM, slots={}))
        no = await rasa.turn("c1", stand, RasaSignal(intent=Act.DENY, slots={}))

        assert (yes, no) == ([Submit(operation=operation)], [Leave(why="declined")])

    async def test_switch_from_any_operation_to_any_other(self, rasa: RasaClient) -> None:
        pairs = [(one, other) for one in OPERATIONS for other in OPERATIONS if one != other]
        stands = {
            (one, other): replace(standing(one, 0), slots={"identity": "known"})
            for one, other in pairs
        }

        told = {
            pair: await rasa.turn("c1", stand, RasaSignal(intent=pair[1], slots={}))
            for pair, stand in stands.items()
        }

        wanted = {p: decide(s, RasaSignal(intent=p[1], slots={})) for p, s in stands.items()}
        assert told == wanted

    async def test_are_for_whoever_knows_the_secret_only(self, rasa: RasaClient) -> None:
        async with httpx.AsyncClient(base_url=rasa.url, trust_env=False) as stranger:
            turn = await stranger.post("/webhooks/comptoir/turn", json={})
            tracker = await stranger.get("/conversations/c1/tracker")
            model = await stranger.put("/model", json={"model_file": "x"})

        assert (turn.status_code, tracker.status_code, model.status_code) == (401, 404, 404)


class TestAConversation:
    @pytest.mark.parametrize("scenario", SCENARIOS[::EVERY], ids=lambda s: s.name)
    async def test_comes_to_the_end_that_the_embedded_engine_comes_to(
        self, scenario: Scenario, rasa: RasaClient, answering: Engine
    ) -> None:
        on = partial(
            play,
            scenario,
            parts=answering.parts,
            records=read_records(NOW),
            rules=load_rules(DEMO / "rules.yml"),
        )

        embedded, decided = await on(), await on(engines=only_rasa(rasa))

        assert without_codes(decided) == without_codes(embedded)
        assert decided.wrong == embedded.wrong

    async def test_about_what_rasa_does_not_know_is_an_error(self, rasa: RasaClient) -> None:
        with pytest.raises(RasaError):
            await rasa.turn(
                "c1", RasaStand(slots={}), RasaSignal(intent="no_such_intent", slots={})
            )
