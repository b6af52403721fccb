"""The alert rules and the board ask for metrics that there are."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi import FastAPI
from prometheus_client import REGISTRY
from prometheus_client.samples import Sample

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


ALERTS = [str(rule["alert"]) for rule in RULES]
END = "30m"
GROWS, STAYS_0, STAYS_1 = "0+15x120", "0x120", "1x120"
BURST = "0x60 1x60"  # once, in the middle
_WAITS = 'comptoir_oldest_pending_seconds{waits_for="%s"}'
_REQUESTS = 'comptoir_request_seconds_count{route="%s",status="%s",refusal="%s"}'
WELL = {
    "comptoir_pending": STAYS_1,
    _WAITS % "answer": "2x120",
    _WAITS % "delivery": "2x120",
    "comptoir_queue_age_seconds": STAYS_0,
    "comptoir_workers_alive": STAYS_1,
    "comptoir_dead_letters": STAYS_0,
    "comptoir_audit_broken": STAYS_0,
    "comptoir_unread_events_total": STAYS_0,
    "comptoir_projector_lag_events": STAYS_0,
    "comptoir_messages_not_queued_total": STAYS_0,
    'comptoir_turn_seconds_count{outcome="answered"}': GROWS,
    'comptoir_breaker_open{endpoint="model"}': STAYS_0,
    f'comptoir_breaker_open{{endpoint="{ENDPOINT}"}}': STAYS_0,
    _REQUESTS % ("/ready", "200", ""): GROWS,
    _REQUESTS % ("/api/webchat/conversations", "201", ""): GROWS,
    _REQUESTS % ("/api/webchat/conversations", "404", "not_found"): GROWS,
}
"""Samples of a quiet quarter of an hour and more."""
WRONG: dict[str, dict[str, str]] = {
    "CustomersWaitForAnAnswer": {_WAITS % "answer": "31x120"},
    "RepliesAreNotDelivered": {_WAITS % "delivery": "301x120"},
    "WorkIsStuck": {"comptoir_dead_letters": STAYS_1},
    "TheAuditIsBroken": {"comptoir_audit_broken": STAYS_1},
    "EventsOfAnotherVersion": {"comptoir_unread_events_total": BURST},
    "NoWorkerIsAlive": {"comptoir_workers_alive": STAYS_0},
    "NothingIsMeasured": {"comptoir_queue_age_seconds": "0x20"},
    "ListsAreBehind": {"comptoir_projector_lag_events": "1001x120"},
    "TurnsFail": {'comptoir_turn_failures_total{reason="TimeoutError"}': GROWS},
    "NothingCanBeLookedUp": {
        'comptoir_turn_failures_total{reason="StoreUnavailableError"}': "0x112 1x8",
        f'comptoir_breaker_open{{endpoint="{ENDPOINT}"}}': STAYS_1,
    },
    "CustomersAreRefused": {
        'comptoir_refusals_total{code="busy"}': GROWS,
        _REQUESTS % ("/api/webchat/conversations", "503", "busy"): GROWS,
    },
    "MessagesAreNotQueued": {"comptoir_messages_not_queued_total": GROWS},
    "AnEndpointIsLeftAlone": {'comptoir_breaker_open{endpoint="model"}': STAYS_1},
    "RequestsFail": {_REQUESTS % ("/api/webchat/conversations", "500", ""): GROWS},
    "AnInstallationIsNotReady": {_REQUESTS % ("/ready", "503", ""): GROWS},
}
"""Samples beside which the others stay well, by the alert that they are to raise."""


def sample_name(sample: Sample) -> str:
    """Return a sample's name and labels, as Prometheus writes them."""
    labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
    return f"{sample.name}{{{labels}}}"


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


def promtool(*asked: str) -> subprocess.CompletedProcess[str]:
    """Run Prometheus's own tool; without it, the test is skipped."""
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not installed")
    return subprocess.run([tool, *asked], capture_output=True, text=True, check=False)


@pytest.fixture
def prometheus(tmp_path: Path) -> Callable[[Mapping[str, str]], set[str]]:
    """Return a function that has Prometheus follow samples, and says which alerts fire at last."""

    def follow(samples: Mapping[str, str]) -> set[str]:
        series = [{"series": name, "values": values} for name, values in samples.items()]
        silent = [{"eval_time": END, "alertname": one, "exp_alerts": []} for one in ALERTS]
        asked = {"interval": "15s", "input_series": series, "alert_rule_test": silent}
        rules = {"rule_files": [str(FOLDER / "alerts.yml")], "tests": [asked]}
        (tmp_path / "asked.yml").write_text(json.dumps(rules))
        done = promtool("test", "rules", str(tmp_path / "asked.yml"))
        fired = set(re.findall(r"alertname: (\w+)", done.stdout + done.stderr))
        assert done.returncode == bool(fired), done.stdout + done.stderr
        return fired

    return follow


class TestPrometheus:
    """Prometheus's own tool reads the rules and follows made-up samples, one each 15 s."""

    @pytest.mark.parametrize("alert", ALERTS)
    def test_raises_an_alert_for_what_is_wrong_alone(
        self, alert: str, prometheus: Callable[[Mapping[str, str]], set[str]]
    ) -> None:
        assert prometheus(WELL | WRONG[alert]) == {alert}

    def test_reads_what_the_board_asks(self, tmp_path: Path) -> None:
        asked = [
            {"record": f"board:asked:{number}", "expr": each["expr"]}
            for number, each in enumerate(one for panel in PANELS for one in panel["targets"])
        ]
        file = tmp_path / "board.yml"
        file.write_text(json.dumps({"groups": [{"name": "board", "rules": asked}]}))

        assert f"{len(asked)} rules found" in promtool("check", "rules", str(file)).stdout

    def test_is_silent_while_all_is_well(
        self, prometheus: Callable[[Mapping[str, str]], set[str]]
    ) -> None:
        assert prometheus(WELL) == set()

    @pytest.mark.parametrize(
        ("reason", "alert"),
        [
            (StoreUnavailableError.__name__, "NothingCanBeLookedUp"),
            (StoreMismatchError.__name__, "NothingCanBeLookedUp"),
            (TimeoutError.__name__, "TurnsFail"),
        ],
    )
    def test_tells_a_search_that_fails_from_another_turn_that_does(
        self, reason: str, alert: str, prometheus: Callable[[Mapping[str, str]], set[str]]
    ) -> None:
        failing = {f'comptoir_turn_failures_total{{reason="{reason}"}}': GROWS}
        search = {f'comptoir_breaker_open{{endpoint="{ENDPOINT}"}}': STAYS_1}

        assert prometheus(WELL | failing | search) == {alert}

    def test_raises_an_alert_where_every_turn_has_failed_since_the_start(
        self, prometheus: Callable[[Mapping[str, str]], set[str]]
    ) -> None:
        without_any = {name: each for name, each in WELL.items() if "turn_seconds" not in name}

        assert prometheus(without_any | WRONG["TurnsFail"]) == {"TurnsFail"}


class TestRequestsThatFail:
    """The alert tells faults from refusals by the labels that real responses were counted with."""

    async def test_are_counted_without_refusals_of_a_full_queue_and_looks_at_readiness(
        self, prometheus: Callable[[Mapping[str, str]], set[str]]
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

        counted = {
            sample.labels["route"]: sample_name(sample)
            for sample in next(iter(metrics.REQUESTS.collect())).samples
            if sample.name.endswith("_count")
        }
        assert said == [503, 503, 503, 500]
        raised = {route: prometheus(WELL | {name: GROWS}) for route, name in counted.items()}
        assert raised == {
            "/busy": set(),  # CustomersAreRefused counts refusals
            "/ready": {"AnInstallationIsNotReady"},
            "/unavailable": {"RequestsFail"},
            "/crash": {"RequestsFail"},
        }
