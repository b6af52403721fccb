"""A shop that still has a setting that there is no more starts, and is told."""

import pytest
from structlog.testing import capture_logs

from assistant.kit.settings.retired_settings import RETIRED
from assistant.kit.settings.settings import load, names


@pytest.mark.parametrize("name", RETIRED)
def test_starts_with_one_and_says_what_took_its_place(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "30")

    with capture_logs() as said:
        load()

    (line,) = said
    assert (line["setting"], line["instead"]) == (name, RETIRED[name])


def test_none_of_them_is_a_setting() -> None:
    assert set(RETIRED).isdisjoint(names())
