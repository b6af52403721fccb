"""The MCP server of a running demo, and of a program that starts it, as the SDK's client has it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from assistant.operations.operation_register import OPERATIONS
from tests.support.memory.assemblies.completions_api import CLIENTS, KEY, OTHER_KEY, QUESTIONS_KEY
from tests.support.processes.comptoir import Tree, new_client, new_data_dir, run, running
from tests.support.processes.mcp_programs import over_http, over_pipes

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a demo shop of its own, and programs that start the server
]

CANCEL = {
    "words": "Please cancel BM10484226, I ordered it by mistake.",
    "order_number": "BM10484226",
    "reason": "ordered_by_mistake",
}


@dataclass(frozen=True, kw_only=True)
class Running:
    """A demo whose tools programs call."""

    tree: Tree

    @property
    def url(self) -> str:
        return f"{self.tree.base_url}/mcp"

    async def token(self, customer: str) -> str:
        """Return what the shop's page vouches with for somebody who is signed in there."""
        async with new_client(self.tree.base_url) as page:
            await page.post(f"/demo/account/{customer}")
            return (await page.get("/demo/identity")).text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    clients = [
        {"name": c.name, "key_sha256": c.key_sha256, "operates": c.operates} for c in CLIENTS
    ]
    tree = Tree(
        new_data_dir(tmp_path_factory.mktemp("mcp") / "shop", like=demo_data, index=True),
        command="demo",
        env={"COMPTOIR_COMPLETIONS__CLIENTS": json.dumps(clients)},
    )
    async with running(tree):
        yield Running(tree=tree)


class TestAProgramOverHttp:
    async def test_is_offered_every_operation_and_a_way_to_pass_on_a_yes(
        self, demo: Running
    ) -> None:
        async with over_http(demo.url, KEY) as program:
            tools = await program.tools()

        assert {
            "ask",
            "get_replies",
            "search_products",
            "get_product",
            "confirm_operation",
            *OPERATIONS,
        } == {*tools}
        assert "ordered_by_mistake" in json.dumps(tools["cancel_order"].inputSchema)

    async def test_is_answered_from_the_shops_pages_with_where_it_stands(
        self, demo: Running
    ) -> None:
        async with over_http(demo.url, KEY) as program:
            answer = await program.call("ask", message="How many days do I have to return an item?")

        assert "30 days" in answer["reply"]
        assert answer["kind"] == "answered"
        assert answer["sources"]
        assert answer["confirmation"] is None

    async def test_is_answered_in_the_customers_language(self, demo: Running) -> None:
        async with over_http(demo.url, KEY) as program:
            answer = await program.call(
                "ask", message="Combien de jours pour retourner un article ?"
            )

        assert answer["language"] == "fr"
        assert "30" in answer["reply"]

    async def test_finds_products_and_what_is_said_of_one(self, demo: Running) -> None:
        async with over_http(demo.url, KEY) as program:
            found = await program.call("search_products", query="a scarf", limit=3)
            first = found["products"][0]
            one = await program.call("get_product", product_id=first["product_id"])
            dear = await program.call("search_products", query="a scarf", max_price=0.01)
            missing = await program.fail("get_product", product_id="nothing")

        assert 0 < len(found["products"]) <= 3
        assert one["title"] == first["title"]
        assert one["variants"]
        assert dear["products"] == []
        assert "search_products gives ids" in missing

    async def test_has_an_order_cancelled_after_the_customers_yes_and_not_before(
        self, demo: Running
    ) -> None:
        signed_in = {"X-Customer-Token": await demo.token("oliver-brandt")}
        async with over_http(demo.url, KEY, signed_in) as program:
            read_back = await program.call("cancel_order", **CANCEL)
        called, waits = read_back["conversation_id"], read_back["confirmation"]
        async with over_http(demo.url, KEY) as program:
            before = await program.call(
                "order_status",
                words="where is it?",
                order_number="BM10484226",
                conversation_id=called,
            )
            late = await program.fail(
                "confirm_operation",
                conversation_id=called,
                confirmation_id=waits["id"],
                words="yes",
            )
            again = await program.call("cancel_order", **CANCEL, conversation_id=called)
            done = await program.call(
                "confirm_operation",
                conversation_id=called,
                confirmation_id=again["confirmation"]["id"],
                words="yes please",
            )
            twice = await program.fail(
                "confirm_operation",
                conversation_id=called,
                confirmation_id=again["confirmation"]["id"],
                words="yes",
            )

        assert read_back["kind"] == "asked"
        assert "BM10484226" in read_back["reply"]
        assert waits["operation"] == "cancel_order"
        assert "cancelled" not in before["reply"].lower()
        assert "Nothing was done" in late
        assert again["confirmation"]["id"] != waits["id"]
        assert done["kind"] == "did"
        assert done["confirmation"] is None
        assert "Nothing was done" in twice

    async def test_asks_who_the_customer_is_before_anything_of_theirs_is_told(
        self, demo: Running
    ) -> None:
        async with over_http(demo.url, KEY) as program:
            asked = await program.call(
                "order_status", words="où est ma commande ?", order_number="BM10482968"
            )
            told = await program.call(
                "ask",
                message="BM10482968 nadia.benali@example.com",
                conversation_id=asked["conversation_id"],
            )

        assert "e-mail" in asked["reply"]
        assert asked["confirmation"] is None
        assert "BM10482968" in told["reply"]

    async def test_does_not_come_to_another_programs_conversation(self, demo: Running) -> None:
        async with over_http(demo.url, KEY) as program:
            mine = await program.call("ask", message="Hello", conversation_id="shared-name")
        async with over_http(demo.url, OTHER_KEY) as program:
            other = await program.fail(
                "confirm_operation",
                conversation_id=mine["conversation_id"],
                confirmation_id="x",
                words="yes",
            )

        assert "no such conversation" in other

    async def test_with_a_key_for_questions_is_offered_no_operation(self, demo: Running) -> None:
        async with over_http(demo.url, QUESTIONS_KEY) as program:
            tools = await program.tools()
            why = await program.fail("cancel_order", **CANCEL)

        assert {*tools} == {"ask", "get_replies", "search_products", "get_product"}
        assert "no such tool for this key" in why

    async def test_is_told_what_is_wrong_with_a_call(self, demo: Running) -> None:
        async with over_http(demo.url, KEY) as program:
            no_words = await program.fail("cancel_order", order_number="BM10484226")
            no_insights = await program.fail("insights_overview")

        assert "'words' is a required property" in no_words
        assert "people of the shop" in no_insights

    async def test_without_a_key_is_told_how_to_get_one(self, demo: Running) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.post(demo.url, json={})
            followed = await client.get(demo.url, headers={"Authorization": f"Bearer {KEY}"})
            strange = await client.post(
                demo.url,
                json={},
                headers={"Authorization": f"Bearer {KEY}", "Origin": "https://evil.example"},
            )

        assert answer.status_code == 401
        assert "comptoir client" in answer.json()["error"]["message"]
        assert followed.status_code == 405
        assert strange.status_code == 403


class TestAProgramThatStartsTheServer:
    async def test_needs_nothing_else_to_be_answered(self, demo_data: Path, tmp_path: Path) -> None:
        data_dir = new_data_dir(tmp_path / "shop", like=demo_data, index=True)

        async with over_pipes(data_dir) as program:
            answer = await program.call("ask", message="How many days do I have to return an item?")
            follows = await program.call("ask", message="And who pays for it?")
            found = await program.call("search_products", query="un bonnet", language="fr")

        assert "30 days" in answer["reply"]
        assert follows["conversation_id"] == answer["conversation_id"]
        assert found["products"]

    async def test_for_a_person_of_the_shop_offers_what_their_role_reads(
        self, demo_data: Path, tmp_path: Path
    ) -> None:
        data_dir = new_data_dir(tmp_path / "shop", like=demo_data, index=True)
        for name, role in (("mara", "merchandiser"), ("hugo", "agent")):
            email = f"{name}@shop.example"
            added = ("staff", "add", email, "--name", name, "--role", role)
            done = await asyncio.to_thread(run, *added, "--data-dir", data_dir)
            assert done.returncode == 0, done.stderr

        async with over_pipes(data_dir, "--staff", "mara@shop.example") as program:
            tools = await program.tools()
            unbuilt = await program.fail("insights_overview")
            pages = await program.call("list_pages")
            floor = {"settings": {"policy.floor": "0.5"}, "why": "Three wrong answers."}
            proposed = await program.call("propose_settings", **floor)
            refused = await program.fail("propose_settings", **floor | {"settings": {"host": "x"}})
        async with over_pipes(data_dir, "--staff", "hugo@shop.example") as program:
            fewer = await program.tools()
        nobody = await asyncio.to_thread(
            run, "mcp", "--staff", "nobody@shop.example", "--data-dir", data_dir
        )

        assert "list_insights" in tools
        assert pages == {"pages": []}
        assert (proposed["kind"], proposed["state"]) == ("settings", "proposed")
        assert "not to be proposed" in refused
        assert "comptoir insights build" in unbuilt
        assert "list_insights" not in fewer
        assert nobody.returncode == 2
        assert "comptoir staff list" in nobody.stderr
