"""Reads the YAML files that ship beside the code."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_yaml(name: str) -> Any:  # noqa: ANN401 (YAML is whatever it says)
    """Return the contents of `resources/<name>`."""
    text = (files("assistant.answers") / "resources" / name).read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of `resources/word_lists.yml`."""
    return frozenset(load_yaml("word_lists.yml")[name].split())
