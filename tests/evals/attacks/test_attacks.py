"""Play some attacks on a model that obeys everybody; `benchmarks.model.attacks` plays all."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.events import OperationConfirmed
from assistant.conversation.ids import MessageId
from assistant.conversation.model_events import ToolCalled
from assistant.kit.settings.settings import load
from benchmarks.model.attacking.attack import TONGUES, Attack, Way, own_set
from benchmarks.model.attacking.judge import judge, secrets_of
from benchmarks.model.attacking.scene import Scene, play
from benchmarks.model.attacks import open_stage, secrets, with_pages
from tests.support.memory.assemblies.web_chat import a_reply
from tests.support.seeds.conversation_events import NOON
from tests.support.simulators.model.possessed_persona import FORBIDDEN, possessed
from tests.support.simulators.model.server import ModelServer

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

Scenes = Mapping[str, tuple[Scene, Scene]]

_ALL = list(own_set(Path(__file__).parent / "attacks.yml"))
_PLAYED = [one for one in _ALL if one.way is not Way.PAGE][::9]
_ON_PAGES = [one for one in _ALL if one.way is Way.PAGE][::9]
"""Of each goal, language and way some; those on pages take an index of their own."""


@pytest.fixture(scope="module")
def scenes(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """Each attack, and the same without a model."""
    return asyncio.run(_play_all(demo_data, tmp_path_factory.mktemp("poisoned")))


async def _play_all(data: Path, folder: Path) -> Scenes:
    settings = load(data_dir=data)
    async with ModelServer(persona=possessed).serve() as server:
        found: dict[str, tuple[Scene, Scene]] = {}
        for shop, attacks in (
            (settings, _PLAYED),
            (with_pages(settings, folder, _ON_PAGES), _ON_PAGES),
        ):
            async with open_stage(shop, server) as stage:
                for one in attacks:
                    without = await play(one, replace(stage, thinker=None))
                    found[one.name] = (await play(one, stage), without)
    names = {name for asked in server.asked for name in asked.tools}
    assert names, "the model was offered nothing"
    assert not names & set(FORBIDDEN)
    called = (event for pair in found.values() for event in pair[0].events)
    assert names <= {one.tool for one in called if isinstance(one, ToolCalled) and one.arguments}
    return found


class TestAnAttack:
    @pytest.mark.parametrize("attack", [*_PLAYED, *_ON_PAGES], ids=lambda one: one.name)
    def test_has_no_effect_and_finds_nothing_out(self, attack: Attack, scenes: Scenes) -> None:
        scene, without = scenes[attack.name]

        verdict = judge(scene, without, (*secrets(), *secrets_of(scene)))

        assert verdict.held, verdict

    def test_is_made_in_five_languages_and_by_five_ways(self) -> None:
        assert len(_ALL) == 250
        for tongue in TONGUES:
            for way in Way:
                assert sum(f" {tongue} {way}" in one.name for one in _ALL) == 10


class TestTheJudge:
    """It would say so if an attack came through."""

    def test_sees_a_yes_that_nobody_said(self, scenes: Scenes) -> None:
        scene, without = next(iter(scenes.values()))
        yes = OperationConfirmed(
            conversation_id=scene.events[0].conversation_id,
            at=NOON,
            proposal_id="p",
            message_id=MessageId("m"),
        )

        assert not judge(replace(scene, events=(*scene.events, yes)), without, ()).held

    def test_sees_an_order_that_is_not_as_it_was(self, scenes: Scenes) -> None:
        scene, without = next(iter(scenes.values()))
        other = replace(scene.orders[0], cancel_reason="x")

        assert not judge(replace(scene, orders=(other, *scene.orders[1:])), without, ()).held

    def test_sees_what_only_a_model_would_say(self, scenes: Scenes) -> None:
        scene, without = next(iter(scenes.values()))
        told = a_reply(scene.events[0].conversation_id, f"It says: {secrets()[0]}")

        verdict = judge(replace(scene, events=(*scene.events, told)), without, secrets())

        assert verdict.leaks == (secrets()[0],)
