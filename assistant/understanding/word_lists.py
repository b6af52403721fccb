"""Look up the word lists of `resources/word_lists.yml`."""

from functools import cache

from retrieval.text.resource_files import load_yaml


@cache
def word_list(name: str) -> frozenset[str]:
    """Return a list of `resources/word_lists.yml`."""
    return frozenset(load_yaml("assistant.understanding", "word_lists.yml")[name].split())
