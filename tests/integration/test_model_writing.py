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
from tests.support.simulators.model.personas import cited, honest, inventive
from tests.support.simulators.model.script import Call, Said
from tests.support.simulators.model.server import KEY, NAME, ModelServer

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a server with a model behind it
]

RETURNS = "How long do I have to return an item?"
SHOPS_OWN = "30 days from delivery. Returns are free from mainland France."
FREE = "Returns are free from mainland France."
FIRST = "You have 30 days from delivery to return an item."
LIE = "You have 97 days to return an item."
TWO = f"{cited(FIRST)} {cited(FREE)}"
AFTER_FIRST = ceil((TWO.index("]") + 2) / 12)  # chunks: a sentence ends where the next begins


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


def halting(goes_on: asyncio.Event) -> Said:
    """Return an answer that halts behind its first sentence."""
    return Said(text=TWO, stall_after=AFTER_FIRST, stall=goes_on)


class TestACustomer:
    async def test_reads_the_first_sentence_while_the_model_still_writes(
        self, served: Served
    ) -> None:
        goes_on = asyncio.Event()
        served.model.script = [halting(goes_on)]
        customer = await Customer.arrive(served.client, "en")
        seen: list[str] = []

        async with asyncio.timeout(60):
            async for event in customer.follow():
                if event["type"] == "status":  # the page follows
                    await customer.say(RETURNS)
                if event["type"] == "typing" and event["text"]:
                    seen.append(event["text"])
                    goes_on.set()
                if event["type"] == "message" and event["author"] == "assistant":
                    break

        assert seen == [FIRST]
        assert event["text"] == f"{FIRST} {FREE}"
        assert event["sources"][0]["quote"] == SHOPS_OWN

    async def test_reads_nothing_that_the_model_made_up(self, served: Served) -> None:
        served.model.persona = inventive

        customer, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert [e for e in await customer.past() if e["type"] == "typing"] == []

    async def test_reads_what_the_model_wrote_anew_in_place_of_what_it_made_up(
        self, served: Served
    ) -> None:
        mended = Said(text=f"2: {cited(FIRST)}")
        served.model.script = [Said(text=f"{cited(FREE)} {cited(LIE)}"), mended]

        customer, reply = await served.ask()

        assert reply["text"] == f"{FREE} {FIRST}"
        assert not any("97 days" in str(event) for event in await customer.past())

    async def test_that_writes_again_meanwhile_gets_both_answers(self, served: Served) -> None:
        goes_on = asyncio.Event()
        served.model.script = [halting(goes_on)]
        customer = await Customer.arrive(served.client, "en")
        replies: list[dict[str, Any]] = []

        async with asyncio.timeout(60):
            async for event in customer.follow():
                if event["type"] == "status":  # the page follows
                    await customer.say(RETURNS)
                if event["type"] == "typing" and event["text"] == FIRST:
                    await customer.say("And how long is the delivery?")
                    goes_on.set()
                if event["type"] == "message" and event["author"] == "assistant":
                    replies.append(event)
                    if len(replies) == 2:
                        break

        assert replies[0]["text"].startswith(FIRST)


class TestWhenTheModelFails:
    @pytest_asyncio.fixture(autouse=True, loop_scope="module")
    async def _works_before(self, served: Served) -> None:
        """Have the model answer once, so that it is not left alone for what failed before."""
        await served.ask()

    @pytest.mark.parametrize(
        "failing",
        [Said(before=asyncio.Event()), Said(text=TWO, cut_after=2), Said(status=503)],
        ids=["hangs", "breaks off", "is away"],
    )
    async def test_the_customer_gets_the_shops_own_words(
        self, served: Served, failing: Said
    ) -> None:
        served.model.persona = lambda _: failing

        _, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert reply["kind"] == "answered"
        assert "Traceback" not in served.tree.output.read_text()

    @pytest.mark.parametrize(
        ("failing", "outcome"),
        [
            (Said(text=TWO, stall_after=AFTER_FIRST, stall=asyncio.Event()), "too_slow"),
            (Said(text=TWO, cut_after=AFTER_FIRST), "unavailable"),
        ],
        ids=["hangs", "breaks off"],
    )
    async def test_words_that_were_seen_stand(
        self, served: Served, failing: Said, outcome: str
    ) -> None:
        served.model.persona = lambda _: failing

        _, reply = await served.ask()

        assert reply["text"] == FIRST
        assert f'"outcome":"{outcome}"' in served.events("model_used")[-1]


class TestTheLog:
    async def test_says_what_the_model_was_used_for_what_it_looked_up_and_what_the_guard_said(
        self, served: Served
    ) -> None:
        looks = Call(name="search_pages", arguments={"query": "returns"})
        await served.ask()  # so that the model is not left alone for what failed before
        served.model.script = [
            Said(calls=(looks,)),
            Said(text=f"{cited(FIRST)} {cited(LIE)}"),
            Said(text="2: -"),
        ]

        await served.ask()

        called, written, mended = served.events("model_used")[-3:]
        assert '"outcome":"called"' in called
        assert '"outcome":"written"' in written
        assert '"outcome":"mended"' in mended
        assert f'"model":"{NAME}"' in mended
        assert '"tool":"search_pages"' in served.events("tool_called")[-1]
        assert "returns" in served.events("tool_called")[-1]
        dropped = served.events("sentence_judged")[-1]
        assert '"rule":"duration_not_in_evidence"' in dropped
        assert '"mended":""' in dropped
        assert "97 days" in dropped

    async def test_has_no_key_in_it_nor_has_any_line_of_the_output(self, served: Served) -> None:
        served.model.key = "another"

        _, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert KEY not in served.tree.output.read_text()
        assert KEY.encode() not in (served.tree.data_dir / "comptoir.db").read_bytes()
        assert "status 401" in served.tree.output.read_text()
