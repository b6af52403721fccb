"""The alert rules and the board ask for metrics that there are."""

import json
import re
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI
from prometheus_client import REGISTRY

from assistant.app.processes.metrics_server import StateCollector
from assistant.kit.telemetry import metrics
from assistant.kit.web import health, middleware, web_errors
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.ports import LogUnavailableError
from integrations.stores.qdrant.search_server import ENDPOINT
from retrieval.ports import StoreMismatchError, StoreUnavailableError

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/monitoring"
RULES = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"][0]["rules"]
PANELS = json.loads((FOLDER / "board.json").read_text())["panels"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in PANELS for target in panel["targets"]
]
_SUFFIXES = {
    "counter": ("_total",),
    "histogram": ("_bucket", "_count", "_sum"),
    "gauge": ("",),
}


def names() -> set[str]:
    """Return the names of the samples of every metric of ours."""
    assert metrics.TURNS
    found = set[str]()
    for family in (*REGISTRY.collect(), *StateCollector().collect()):
        if family.name.startswith("comptoir_"):
            for suffix in _SUFFIXES[family.type]:
                found.add(family.name + suffix)
    return found


class TestMonitoring:
    @pytest.mark.parametrize("expression", EXPRESSIONS)
    def test_asks_for_metrics_that_there_are(self, expression: str) -> None:
        asked = set(re.findall(r"\bcomptoir_[a-z_]+", expression))

        assert asked
        assert asked <= names()

    def test_shows_every_metric(self) -> None:
        asked = set(re.findall(r"\bcomptoir_[a-z_]+", " ".join(EXPRESSIONS)))
        families = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked}

        assert families == {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in names()}

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
    def test_says_what_to_read(self, rule: dict[str, dict[str, str]]) -> None:
        assert (ROOT / rule["annotations"]["read"]).exists()

    def test_asks_for_codes_that_there_are(self) -> None:
        codes = re.findall(r'(?:code|refusal)!?="([a-z_]+)"', " ".join(EXPRESSIONS))

        assert set(codes) <= set(ErrorCode)

    def test_asks_for_endpoints_that_there_are(self) -> None:
        named = set(re.findall(r'endpoint!?="([a-z_]+)"', " ".join(EXPRESSIONS)))

        assert named == {ENDPOINT}

    def test_tells_a_search_that_fails_from_another_turn_that_does(self) -> None:
        reasons = [StoreUnavailableError.__name__, StoreMismatchError.__name__, "TimeoutError"]

        assert [counts("NothingCanBeLookedUp", {"reason": one}) for one in reasons] == [1, 1, 0]
        assert [counts("TurnsFail", {"reason": one}) for one in reasons] == [0, 0, 1]


def counts(alert: str, labels: dict[str, str]) -> bool:
    """Return whether the first term of an alert counts a sample with these labels."""
    expression = next(rule["expr"] for rule in RULES if rule["alert"] == alert)
    selector = re.search(r"\{(.*?)\}", expression)
    assert selector
    return all(
        bool(re.fullmatch(wanted if "~" in how else re.escape(wanted), labels[name]))
        is not how.startswith("!")
        for name, how, wanted in re.findall(r'(\w+)(=~|!~|!=|=)"(.*?)"', selector[1])
    )


class TestRequestsThatFail:
    """The alert tells faults from refusals by the labels that real responses were counted with."""

    async def test_are_counted_without_refusals_of_a_full_queue_and_looks_at_readiness(
        self,
    ) -> None:
        app = FastAPI()
        web_errors.install(app)
        middleware.install(app)

        async def broken() -> str:
            raise RuntimeError

        app.include_router(health.routes({"log": broken}))

        @app.get("/busy")
        async def busy() -> None:
            raise RefusedError(ErrorCode.BUSY)

        @app.get("/unavailable")
        async def unavailable() -> None:
            raise LogUnavailableError

        @app.get("/crash")
        async def crash() -> None:
            raise RuntimeError

        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            said = [
                (await client.get(route)).status_code
                for route in ("/busy", "/ready", "/unavailable", "/crash")
            ]

        labels = {
            sample.labels["route"]: sample.labels
            for sample in next(iter(metrics.REQUESTS.collect())).samples
            if sample.name.endswith("_count")
        }
        assert said == [503, 503, 503, 500]
        assert not counts("RequestsFail", labels["/busy"])
        assert not counts("RequestsFail", labels["/ready"])
        assert counts("RequestsFail", labels["/unavailable"])
        assert counts("RequestsFail", labels["/crash"])
