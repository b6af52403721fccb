"""The payloads that are kept beside the channels' code, by their names."""

from pathlib import Path

_INTEGRATIONS = Path(__file__).parents[4] / "integrations"


def names(channel: str) -> list[str]:
    """Return the names of a channel's payloads."""
    found = sorted(file.stem for file in (_INTEGRATIONS / channel / "fixtures").glob("*.json"))
    assert found
    return found


def payload(channel: str, name: str) -> bytes:
    """Return a payload as it would be posted."""
    return (_INTEGRATIONS / channel / "fixtures" / f"{name}.json").read_bytes()
