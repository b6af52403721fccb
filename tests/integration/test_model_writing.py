"""A language model behind a running shop: what a customer sees, and what they see when it fails."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.support.processes.comptoir import Customer, Tree, new_client, new_data_dir, running
from tests.support.simulators.model.personas import honest, inventive, sentences
from tests.support.simulators.model.script import Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a server with a model behind it
]

RETURNS = "How long do I have to return an item?"
SHOPS_OWN = "30 days from delivery. Returns are free from mainland France."
DAYS = "30 days from delivery."
FREE = "Returns are free from mainland France."
FIRST = "You have 30 days from delivery to return an item."
TWO = sentences((1, DAYS, FIRST), (1, FREE, FREE))
AFTER_FIRST = ceil((TWO.index("}") + 1) / 12)  # chunks


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running tree and the scripted model that it asks."""

    tree: Tree
    client: httpx.AsyncClient
    model: ModelServer

    async def ask(self, text: str = RETURNS) -> tuple[Customer, dict[str, Any]]:
        customer = await Customer.arrive(self.client, "en")
        await customer.say(text)
        (reply,) = await customer.hear()
        return customer, reply

    def events(self, kind: str) -> list[str]:
        """Return the log's events of a kind, oldest first."""
        with sqlite3.connect(self.tree.data_dir / "comptoir.db") as log:
            found = log.execute(
                "SELECT payload FROM events WHERE type = ? ORDER BY position", (kind,)
            )
            return [payload for (payload,) in found]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    data_dir = new_data_dir(tmp_path_factory.mktemp("model"), like=demo_data, index=True)
    async with ModelServer(persona=honest).serve() as model:
        env = {
            "COMPTOIR_MODEL__BASE_URL": model.url,
            "COMPTOIR_MODEL__API_KEY": KEY,
            "COMPTOIR_MODEL__NAME": NAME,
            "COMPTOIR_MODEL__FIRST_WORD_S": "8",
            "COMPTOIR_MODEL__TOTAL_S": "12",
            "COMPTOIR_MODEL__PRICE_INPUT": "1",
            "COMPTOIR_MODEL__CACHE": "0",
            "COMPTOIR_MODEL__READS": "false",
            "COMPTOIR_MODEL__RESTATES": "false",
        }
        async with (
            running(Tree(data_dir, env=env)) as tree,
            new_client(tree.base_url) as client,
        ):
            yield Served(tree=tree, client=client, model=model)


@pytest.fixture(autouse=True)
def _as_before(served: Served) -> None:
    served.model.persona = honest
    served.model.script.clear()
    served.model.key = KEY


class TestACustomer:
    async def test_reads_the_first_sentence_while_the_model_still_writes(
        self, served: Served
    ) -> None:
        goes_on = asyncio.Event()
        served.model.script = [Said(text=TWO, stall_after=AFTER_FIRST, stall=goes_on)]
        customer = await Customer.arrive(served.client, "en")
        await customer.say(RETURNS)
        seen: list[str] = []

        async with asyncio.timeout(60):
            async for event in customer.follow():
                if event["type"] == "typing" and event["text"]:
                    seen.append(event["text"])
                    goes_on.set()
                if event["type"] == "message" and event["author"] == "assistant":
                    break

        assert seen == [FIRST, f"{FIRST} {FREE}"]
        assert event["text"] == f"{FIRST} {FREE}"
        assert event["sources"][0]["quote"] == DAYS

    async def test_reads_nothing_that_the_model_made_up(self, served: Served) -> None:
        served.model.persona = inventive

        customer, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert [e for e in await customer.past() if e["type"] == "typing"] == []

    async def test_that_writes_again_meanwhile_gets_both_answers(self, served: Served) -> None:
        goes_on = asyncio.Event()
        served.model.script = [Said(text=TWO, stall_after=AFTER_FIRST, stall=goes_on)]
        customer = await Customer.arrive(served.client, "en")
        await customer.say(RETURNS)
        replies: list[dict[str, Any]] = []

        async with asyncio.timeout(60):
            async for event in customer.follow():
                if event["type"] == "typing" and event["text"] == FIRST:
                    await customer.say("And how long is the delivery?")
                    goes_on.set()
                if event["type"] == "message" and event["author"] == "assistant":
                    replies.append(event)
                    if len(replies) == 2:
                        break

        assert replies[0]["text"].startswith(FIRST)


class TestTheLog:
    async def test_says_what_the_model_was_used_for_and_what_the_guard_said(
        self, served: Served
    ) -> None:
        lie = "You have 97 days to return an item."
        served.model.script = [Said(text=sentences((1, DAYS, FIRST), (1, DAYS, lie)))]

        await served.ask()

        assert '"outcome":"written"' in served.events("model_used")[-1]
        assert f'"model":"{NAME}"' in served.events("model_used")[-1]
        kept, dropped = served.events("sentence_judged")[-2:]
        assert '"rule":""' in kept
        assert '"rule":"duration_not_in_evidence"' in dropped
        assert "97 days" in dropped

    async def test_has_no_key_in_it_nor_has_any_line_of_the_output(self, served: Served) -> None:
        served.model.key = "another"

        await served.ask()

        assert KEY not in served.tree.output.read_text()
        assert KEY.encode() not in (served.tree.data_dir / "comptoir.db").read_bytes()
        assert "status 401" in served.tree.output.read_text()


class TestWhenTheModelFails:
    async def test_the_customer_gets_the_shops_own_words(self, served: Served) -> None:
        served.model.persona = lambda _: Said(before=asyncio.Event())

        _, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert reply["kind"] == "answered"
        assert "Traceback" not in served.tree.output.read_text()

    async def test_words_that_were_seen_stand(self, served: Served) -> None:
        served.model.script = [Said(text=TWO, stall_after=AFTER_FIRST, stall=asyncio.Event())]

        _, reply = await served.ask()

        assert reply["text"] == FIRST
        assert '"outcome":"cut"' in served.events("model_used")[-1]
