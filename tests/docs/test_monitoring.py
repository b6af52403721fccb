"""The alert rules and the board ask for metrics that there are."""

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from assistant.app.processes.metrics_server import StateCollector
from assistant.kit.telemetry import metrics
from assistant.kit.web.web_errors import ErrorCode

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
        codes = re.findall(r'code="([a-z_]+)"', " ".join(EXPRESSIONS))

        assert set(codes) <= set(ErrorCode)
