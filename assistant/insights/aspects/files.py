"""Reads the YAML files that ship beside the code."""

from importlib.resources import files
from typing import Any

import yaml


def load_yaml(name: str) -> Any:  # noqa: ANN401 (YAML is whatever it says)
    """Return the contents of `resources/<name>`."""
    text = (files("assistant.insights.aspects") / "resources" / name).read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)
