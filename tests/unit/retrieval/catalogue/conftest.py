"""A web site of the tests' own."""

from collections.abc import Iterator

import pytest

from tests.unit.retrieval.catalogue.web import Site, serve


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running
