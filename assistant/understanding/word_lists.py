"""Read the word lists and tables that stand beside the code, in `resources/`."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def load_yaml(name: str) -> Any:  # noqa: ANN401 (YAML is whatever it says)
    """Return the contents of `resources/<name>`."""
    text = (files("assistant.understanding") / "resources" / name).read_text(encoding="utf-8")
    # In C: a start reads 100 kB of it, 0.1 s in Python.
    return yaml.load(text, yaml.CSafeLoader)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of `resources/word_lists.yml`."""
    return frozenset(_word_lists()[name].split())


@cache
def _word_lists() -> dict[str, str]:
    lists: dict[str, str] = load_yaml("word_lists.yml")
    return lists
