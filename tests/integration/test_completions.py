"""The chat completions API of a running demo, in which a scripted model answers."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
import pytest
import pytest_asyncio

from tests.support.memory.assemblies.completions_api import CLIENTS, KEY, QUESTIONS_KEY
from tests.support.processes.comptoir import Tree, new_data_dir, running
from tests.support.simulators.model.scripted_caller import ScriptedCaller
from tests.support.simulators.model.server import KEY as MODEL_KEY
from tests.support.simulators.model.server import NAME, ModelServer

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.slow,  # a demo shop of its own
]

DESCRIBED = "la planche à découper de ma cuisine est arrivée fendue, je voudrais la rendre"
PROOF = "BM10482968 nadia.benali@example.com"
CALLS = {
    DESCRIBED: [{"return_items": {"items": "la planche à découper Épave", "reason": "defective"}}]
}


@dataclass(frozen=True, kw_only=True)
class Running:
    """A demo, its model, and the client library that everybody uses."""

    url: str
    model: ModelServer

    async def ask(self, text: str, *, called: str, key: str = KEY) -> Any:  # noqa: ANN401
        """Say something; return the answer."""
        async with openai.AsyncOpenAI(base_url=self.url, api_key=key, max_retries=0) as client:
            return await client.chat.completions.create(
                model="comptoir",
                messages=[{"role": "user", "content": text}],
                metadata={"conversation_id": called},
            )

    async def hear(self, text: str) -> list[str]:
        """Say something; return the answer in the pieces that it came in."""
        async with openai.AsyncOpenAI(base_url=self.url, api_key=KEY, max_retries=0) as client:
            stream = await client.chat.completions.create(
                model="comptoir", messages=[{"role": "user", "content": text}], stream=True
            )
            deltas = [chunk.choices[0].delta.content async for chunk in stream if chunk.choices]
        return [one for one in deltas if one]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    place = tmp_path_factory.mktemp("completions")
    clients = [
        {"name": c.name, "key_sha256": c.key_sha256, "operates": c.operates} for c in CLIENTS
    ]
    async with ModelServer(persona=ScriptedCaller(calls=CALLS)).serve() as model:
        tree = Tree(
            new_data_dir(place, like=demo_data, index=True),
            command="demo",
            env={
                "COMPTOIR_COMPLETIONS__CLIENTS": json.dumps(clients),
                "COMPTOIR_MODEL__BASE_URL": model.url,
                "COMPTOIR_MODEL__API_KEY": MODEL_KEY,
                "COMPTOIR_MODEL__NAME": NAME,
            },
        )
        async with running(tree):
            yield Running(url=f"{tree.base_url}/v1", model=model)


class TestAProgram:
    async def test_asks_and_is_answered_from_the_shops_pages(self, demo: Running) -> None:
        said = await demo.hear("How many days do I have to return an item?")

        assert "30 days" in "".join(said)

    async def test_has_something_done_for_a_customer_after_a_yes_and_not_before(
        self, demo: Running
    ) -> None:
        asked = await demo.ask(DESCRIBED, called="nadia")
        read_back = await demo.ask(PROOF, called="nadia")
        done = await demo.ask("oui", called="nadia")

        assert "e-mail" in asked.choices[0].message.content
        assert "Épave" in read_back.choices[0].message.content
        assert "Nacre" not in read_back.choices[0].message.content
        assert read_back.comptoir["kind"] == "asked"
        assert done.comptoir["kind"] == "did"

    async def test_with_a_key_for_questions_has_nothing_done(self, demo: Running) -> None:
        said = "cancel order BM10484226, ordered by mistake, oliver.brandt@example.com"

        answer = await demo.ask(said, called="oliver", key=QUESTIONS_KEY)
        yes = await demo.ask("yes", called="oliver", key=QUESTIONS_KEY)

        assert answer.comptoir["kind"] not in {"asked", "did"}
        assert yes.comptoir["kind"] != "did"

    async def test_is_read_by_a_model_that_sees_neither_key_nor_proof(self, demo: Running) -> None:
        await demo.ask(DESCRIBED, called="somebody")
        await demo.ask(PROOF, called="somebody")

        told = json.dumps([asked.body for asked in demo.model.asked])
        assert "cuisine" in told
        assert "nadia.benali@example.com" not in told
        assert KEY not in told
