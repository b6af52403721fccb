"""Metrics of a whole process tree, read over HTTP as Prometheus reads them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.patience import until
from tests.support.processes.comptoir import (
    Customer,
    Tree,
    free_port,
    new_client,
    new_data_dir,
    running,
)

pytestmark = pytest.mark.slow  # a server and its worker


@pytest.fixture
async def served(tmp_path: Path, demo_data: Path) -> AsyncIterator[tuple[Tree, str]]:
    port = free_port()
    data_dir = new_data_dir(tmp_path / "data", like=demo_data, index=True)
    tree = Tree(data_dir, env={"COMPTOIR_METRICS__PORT": str(port)})
    async with running(tree):
        yield tree, f"http://127.0.0.1:{port}/metrics"


async def read(url: str) -> dict[str, float]:
    """Return the sum of each metric's samples, by the name of the samples."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(url)).text
    sums: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            sums[sample.name] = sums.get(sample.name, 0.0) + sample.value
    return sums


class TestMetrics:
    async def test_are_those_of_every_process_of_the_tree(self, served: tuple[Tree, str]) -> None:
        tree, url = served
        async with new_client(tree.base_url) as client:
            customer = await Customer.arrive(client)
            await customer.say("Quel est le délai de retour ?", "m1")
            await customer.say("Quel est le délai de retour ?", "m1")
            refused = await client.post(f"{customer.url}/messages", json={})
        assert refused.status_code in {401, 422}

        async def is_answered() -> bool:
            return (await read(url)).get("comptoir_answer_wait_seconds_count", 0) == 1

        await until(is_answered, within_s=20)
        found = await read(url)
        assert found["comptoir_messages_total"] == 2
        assert found["comptoir_turn_seconds_count"] == 1  # by the worker, which has no port
        assert found["comptoir_deliveries_total"] >= 1
        assert found["comptoir_refusals_total"] >= 1
        assert found["comptoir_request_seconds_count"] >= 4

    async def test_tell_what_waits(self, served: tuple[Tree, str]) -> None:
        _, url = served

        async def is_read() -> bool:
            return (await read(url)).get("comptoir_workers_alive", 0) == 1

        await until(is_read, within_s=20)
        found = await read(url)
        assert found["comptoir_dead_letters"] == 0
        assert found["comptoir_audit_broken"] == 0
        assert found["comptoir_queue_age_seconds"] == 0
        assert found["comptoir_projector_lag_events"] >= 0

    async def test_are_not_on_the_address_of_customers(self, served: tuple[Tree, str]) -> None:
        tree, _ = served
        async with new_client(tree.base_url) as client:
            assert (await client.get("/metrics")).status_code == 404
