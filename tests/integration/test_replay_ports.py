"""A replay asks the world nothing but to be read: of all ports, every other method raises.

Ports are found by introspection: a new one is refused from the start, and has to be named here if a
replay may read it, or if nothing outside our process stands behind it.
"""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.local_installation import find_key
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.replaying import replay_process
from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.replay_plan import PLAN, REPLAYED, ReplayPlan
from assistant.improvement.replay.replay_tally import ReplayTally
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from integrations.stores.sql.log.event_log import open_event_log
from integrations.stores.sql.migrate import upgrade
from tests.support.processes.comptoir import new_data_dir
from tests.support.seeds.recorded_talks import record, scripted_texts, talk

CONVERSATIONS = 150
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

OURS = frozenset(
    {
        "AnswerTrial",
        "AttributeReader",
        "Autonomy",
        "Catalogue",
        "ChangeStore",
        "ChannelFacts",
        "Clock",
        "ContactPlaces",
        "Copilot",
        "CustomerFactReader",
        "CustomerIdentifier",
        "Exposures",
        "FactSource",
        "Imports",
        "Index",
        "LetterFiles",
        "MessageReader",
        "Mind",
        "PageLines",
        "Projection",
        "Speaker",
        "WrittenPages",
    }
)
"""Ports of our own parts, which reach the world through the others alone, and those that read."""

READS: Mapping[str, frozenset[str]] = {
    "EventLog": frozenset({"read"}),
    "Customers": frozenset({"with_id", "with_email", "named"}),
    "OrderBook": frozenset({"with_number", "of_customer", "sold_since", "refuses"}),
    "Assortment": frozenset({"product"}),
    "AutonomyTables": frozenset({"version", "current"}),
    "VerifiedBook": frozenset({"edition", "all"}),
}
"""All that a replay may ask of the world."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Count what was asked of parts that refuse everything."""

    asked: Counter[str] = field(default_factory=Counter)

    def of(self, adapter: type, method: str) -> Callable[..., Any]:
        """Return a method that refuses; of a database, all but to bring its tables up to date."""
        name, real = f"{adapter.__name__}.{method}", getattr(adapter, method)

        def refuse(*given: object, **named: object) -> Any:  # noqa: ANN401  # whatever it returns
            if given[-1] is upgrade:
                return real(*given, **named)
            self.asked[name] += 1
            raise AssertionError(name)

        return refuse


def modules(package: str, *, named: str = "") -> Iterator[ModuleType]:
    """Yield the modules below a package, those that end with a name if there is one."""
    root = importlib.import_module(package)
    for one in pkgutil.walk_packages(root.__path__, f"{package}."):
        if one.name.endswith(named) and not one.name.endswith(("__main__", ".env")):
            yield importlib.import_module(one.name)


def ports() -> dict[str, set[str]]:
    """Return the methods of every port, by its name."""
    return {
        name: {key for key, one in vars(port).items() if callable(one) and key[0] != "_"}
        for module in modules("assistant", named=".ports")
        for name, port in vars(module).items()
        if inspect.isclass(port)
        and getattr(port, "_is_protocol", False)
        and port.__module__ == module.__name__
    }


def adapters() -> set[type]:
    """Return every class of `integrations` that is no port itself."""
    return {
        one
        for module in modules("integrations")
        if ".versions." not in module.__name__
        for one in vars(module).values()
        if inspect.isclass(one)
        and one.__module__.startswith("integrations")
        and not getattr(one, "_is_protocol", False)
    }


def implementing(methods: set[str], classes: set[type]) -> list[type]:
    return [one for one in classes if all(callable(getattr(one, name, None)) for name in methods)]


@pytest.fixture(scope="module")
def refused() -> Iterator[Refusals]:
    """Have every adapter of every port refuse all that a replay must not ask."""
    refusals, classes, patch = Refusals(), adapters(), pytest.MonkeyPatch()
    read = {
        (one, name)
        for port, methods in ports().items()
        for one in implementing(methods, classes)
        for name in READS.get(port, ())
    }
    for port, methods in ports().items():
        for one in implementing(methods, classes) if port not in OURS else ():
            for name in methods:
                if (one, name) not in read:
                    patch.setattr(one, name, refusals.of(one, name))
    yield refusals
    patch.undo()


def test_every_port_has_an_adapter_that_refuses_or_is_our_own() -> None:
    classes, found = adapters(), ports()

    without = {name for name, methods in found.items() if not implementing(methods, classes)}
    assert without <= OURS
    assert set(found) >= OURS
    assert all(methods <= found[name] for name, methods in READS.items())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def recorded(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Settings, list[ConversationId]]]:
    folder = new_data_dir(tmp_path_factory.mktemp("ports"), like=demo_data, index=True)
    desk = HelpdeskSettings(kind="builtin")
    settings = Settings(data_dir=folder, shop=DEMO_SHOP, helpdesk=desk)
    await fill_demo(settings, datetime.now(UTC))
    texts = scripted_texts()
    async with open_trials(settings) as opened, open_event_log(settings.log_url) as log:
        trials = replace(opened.trials, key=find_key(settings))
        ids = [
            await record(log, await talk(trials, one, NOON), f"talk-{number}")
            for number, one in enumerate(texts[:: len(texts) // CONVERSATIONS][:CONVERSATIONS])
        ]
    yield settings, ids


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_a_replay_of_every_second_talk_changes_nothing_and_differs_in_nothing(
    recorded: tuple[Settings, list[ConversationId]],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings, ids = recorded
    refusals: Refusals = request.getfixturevalue("refused")  # once the talks are recorded
    plan = PLAN.dump_json(ReplayPlan(from_record=False))
    lines = iter([plan, *(one.encode() for one in ids), b""])
    told: list[bytes] = []

    async def read() -> bytes:
        return next(lines)

    async def write(line: bytes) -> None:
        told.append(line)

    monkeypatch.setattr(replay_process, "_line", read)
    monkeypatch.setattr(replay_process, "_write", write)
    await replay_process.replay_lines(settings, settings)

    tally = ReplayTally()
    for one in told[1:]:
        tally += REPLAYED.validate_json(one).tally
    print(f"{tally.turns} turns, {tally.passed_over} passed over")  # noqa: T201  # a figure
    assert not refusals.asked
    assert tally.conversations == len(ids) == CONVERSATIONS
    assert (tally.changed, tally.failed) == (0, {})
    assert tally.passed_over < tally.turns / 10
