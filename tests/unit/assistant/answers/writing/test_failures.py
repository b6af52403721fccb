"""Every way in which an endpoint fails, over real HTTP: the shop's own words are what is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from assistant.kit.model.failover import FailoverModel, ModelLimits
from tests.support.simulators.model.personas import inventive, sentences
from tests.support.simulators.model.requests import client
from tests.support.simulators.model.script import Said
from tests.support.simulators.model.server import ModelServer
from tests.unit.assistant.answers.writing.writing import (
    DRAFT,
    FIRST,
    SECOND,
    Watching,
    rules,
    used,
    write,
    writer,
)

TOTAL_S = 3.0
RIGHT = sentences((1, "30 days from delivery.", FIRST))
FRENCH = "Vous avez 30 jours après la livraison pour retourner un article."


def failures() -> dict[str, tuple[Said, str]]:
    """Return what goes wrong, by name, and the outcome it is recorded as."""
    never = asyncio.Event()
    away, wrong, no, slow = "unavailable", "unusable", "refused", "too_slow"
    return {
        "never_answers": (Said(before=never), slow),
        "never_begins": (Said(text=RIGHT, first=never), slow),
        "hangs_after_a_word": (Said(text=RIGHT, stall_after=1, stall=never), slow),
        "too_many_requests": (Said(status=429, headers={"Retry-After": "60"}), away),
        "server_error": (Said(status=500), away),
        "overloaded": (Said(status=529), away),
        "key_refused": (Said(status=401, error="no"), no),
        "no_credit": (Said(status=402, error="no"), no),
        "no_such_model": (Said(status=404, error="no"), no),
        "cut_off": (Said(text=RIGHT, cut_after=2), away),
        "no_end": (Said(text=RIGHT[:20], no_end=True), wrong),
        "garbled": (Said(text=RIGHT, garbled=True), wrong),
        "endless": (Said(text="word " * 100_000, piece=40_000), wrong),
        "half_json": (Said(text=RIGHT[:30]), "declined"),
        "no_json": (Said(text="Sorry, what was that?"), "replaced"),
        "wrong_language": (Said(text=sentences((1, "30 days", FRENCH))), "replaced"),
        "empty": (Said(text=""), "declined"),
        "filtered": (Said(text="", finish="content_filter"), "declined"),
        "calls_a_tool_that_nobody_offered": (Said(text="", finish="tool_calls"), "declined"),
    }


@asynccontextmanager
async def served(server: ModelServer, *, patience: float = 1) -> AsyncIterator[FailoverModel]:
    limits = ModelLimits(
        first_word_s=1.0 * patience, total_s=TOTAL_S * patience, tries=2, pause_s=0.01
    )
    async with server.serve(), client(server) as chat:
        yield FailoverModel([chat], limits=limits)


class TestAFailingEndpoint:
    @pytest.mark.parametrize("name", failures())
    async def test_leaves_the_shops_own_words_in_time(self, name: str) -> None:
        failing, outcome = failures()[name]
        watching = Watching()
        patience = 1 if outcome == "too_slow" else 10  # a busy machine is no slow endpoint

        async with served(ModelServer(persona=lambda _: failing), patience=patience) as model:
            async with asyncio.timeout(TOTAL_S * patience + 10):
                written = await write(writer(model, watching=watching))

        assert written.draft is DRAFT
        assert watching.seen == []
        assert used(written).outcome == outcome

    @pytest.mark.parametrize("how", ["stalls", "breaks", "ends"])
    async def test_leaves_what_the_customer_has_seen(self, how: str) -> None:
        text = sentences(
            (1, "30 days from delivery.", FIRST),
            (1, "Returns are free from mainland France.", SECOND),
        )
        after = text.index("}") // 12 + 2
        failing = {
            "stalls": Said(text=text, stall_after=after, stall=asyncio.Event()),
            "breaks": Said(text=text, cut_after=after),
            "ends": Said(text=text[: (after * 12)], no_end=True),
        }[how]
        watching = Watching()

        async with served(ModelServer(persona=lambda _: failing)) as model:
            written = await write(writer(model, watching=watching))

        assert written.draft.text == FIRST
        assert watching.seen == [FIRST]
        assert used(written).outcome == "cut"
        assert used(written).prompt > 0

    async def test_that_makes_things_up_is_never_heard(self) -> None:
        watching = Watching()

        async with served(ModelServer(persona=inventive)) as model:
            written = await write(writer(model, watching=watching))

        assert written.draft is DRAFT
        assert watching.seen == []
        assert rules(written)
