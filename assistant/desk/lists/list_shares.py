"""Divide the shards of the lists among processes, each of which takes in its share."""

from collections.abc import Collection

from assistant.conversation.ids import SHARDS


def share(place: int, count: int) -> range:
    """Return the shards of one of `count` processes, of which `place` is in [0, count)."""
    return range(SHARDS * place // count, SHARDS * (place + 1) // count)


def share_of(member: str, members: Collection[str]) -> range:
    """Return the shards of one of the processes that divide all shards among them, by name."""
    return share(sorted(members).index(member), len(members))
