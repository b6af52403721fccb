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

from tests.infra import small_shop
from tests.infra.comptoir import Customer, Tree, new_client, new_data_dir, run, running
from tests.infra.model.personas import honest, inventive, sentences
from tests.infra.model.script import Said
from tests.infra.model.server import KEY, NAME, ModelServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

RETURNS = "How many days do I have to return an item?"
SHOPS_OWN = "You can return any item within 45 days of delivery."
FIRST = "You can return an item within 45 days."
SECOND = "Any item can be returned within 45 days of delivery."
BUDGET_S = 2.0


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
    place = tmp_path_factory.mktemp("model")
    shop = small_shop.write(place / "shop")
    data_dir = new_data_dir(place / "data", like=demo_data)
    done = run("index", shop, "--data-dir", data_dir)
    assert done.returncode == 0, done.stderr
    async with ModelServer(persona=honest).serve() as model:
        env = {
            "COMPTOIR_MODEL__BASE_URL": model.url,
            "COMPTOIR_MODEL__API_KEY": KEY,
            "COMPTOIR_MODEL__NAME": NAME,
            "COMPTOIR_MODEL__FIRST_WORD_S": "1.5",
            "COMPTOIR_MODEL__TOTAL_S": str(BUDGET_S),
            "COMPTOIR_MODEL__PRICE_INPUT": "1",
            "COMPTOIR_MODEL__CACHE": "0",
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
        text = sentences((1, SHOPS_OWN, FIRST), (1, SHOPS_OWN, SECOND))
        first = ceil((text.index("}") + 1) / 12)
        served.model.script = [Said(text=text, stall_after=first, stall=goes_on)]
        customer = await Customer.arrive(served.client, "en")
        await customer.say(RETURNS)
        seen: list[str] = []

        async with asyncio.timeout(30):
            async for event in customer.follow():
                if event["type"] == "typing" and event["text"]:
                    seen.append(event["text"])
                    goes_on.set()
                if event["type"] == "message" and event["author"] == "assistant":
                    break

        assert seen == [FIRST, f"{FIRST} {SECOND}"]
        assert event["text"] == f"{FIRST} {SECOND}"
        assert event["sources"][0]["quote"] == SHOPS_OWN

    async def test_reads_nothing_that_the_model_made_up(self, served: Served) -> None:
        served.model.persona = inventive

        customer, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert [e for e in await customer.past() if e["type"] == "typing"] == []

    async def test_that_writes_again_meanwhile_gets_both_answers(self, served: Served) -> None:
        goes_on = asyncio.Event()
        text = sentences((1, SHOPS_OWN, FIRST), (1, SHOPS_OWN, SECOND))
        first = ceil((text.index("}") + 1) / 12)
        served.model.script = [Said(text=text, stall_after=first, stall=goes_on)]
        customer = await Customer.arrive(served.client, "en")
        await customer.say(RETURNS)
        replies: list[dict[str, Any]] = []

        async with asyncio.timeout(30):
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
        lie = "You can return an item within 97 days."
        served.model.script = [Said(text=sentences((1, SHOPS_OWN, FIRST), (1, SHOPS_OWN, lie)))]

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


def failures() -> dict[str, Said]:
    never = asyncio.Event()
    right = sentences((1, SHOPS_OWN, FIRST))
    return {
        "never_answers": Said(before=never),
        "never_begins": Said(text=right, first=never),
        "hangs_after_a_word": Said(text=right, stall_after=1, stall=never),
        "too_many_requests": Said(status=429, headers={"Retry-After": "60"}),
        "server_error": Said(status=500),
        "no_credit": Said(status=402, error="no"),
        "cut_off": Said(text=right, cut_after=2),
        "no_end": Said(text=right[:20], no_end=True),
        "garbled": Said(text=right, garbled=True),
        "no_json": Said(text="Sorry, what?"),
        "half_json": Said(text=right[:30]),
        "endless": Said(text="word " * 100_000, piece=4000),
        "wrong_language": Said(
            text=sentences((1, SHOPS_OWN, "Vous pouvez retourner un article sous 45 jours."))
        ),
        "empty": Said(text=""),
        "filtered": Said(text="", finish="content_filter"),
    }


class TestWhenTheModelFails:
    @pytest.mark.parametrize("name", failures())
    async def test_the_customer_gets_the_shops_own_words(self, served: Served, name: str) -> None:
        failing = failures()[name]
        served.model.persona = lambda _: failing

        _, reply = await served.ask()

        assert reply["text"] == SHOPS_OWN
        assert reply["kind"] == "answered"
        assert "Traceback" not in served.tree.output.read_text()

    async def test_words_that_were_seen_stand(self, served: Served) -> None:
        text = sentences((1, SHOPS_OWN, FIRST), (1, SHOPS_OWN, SECOND))
        first = ceil((text.index("}") + 1) / 12)
        served.model.script = [Said(text=text, stall_after=first, stall=asyncio.Event())]

        _, reply = await served.ask()

        assert reply["text"] == FIRST
        assert '"outcome":"cut"' in served.events("model_used")[-1]

    async def test_a_server_that_is_gone_is_not_waited_for(self, served: Served) -> None:
        served.model.persona = lambda _: Said(status=503)
        for _ in range(4):
            _, reply = await served.ask()
            assert reply["text"] == SHOPS_OWN
