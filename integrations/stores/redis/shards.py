"""Divide conversations into shards, so that a Redis Cluster spreads their work over its servers.

A cluster keeps all keys with one tag, the part in braces, on one server. What belongs to one
conversation and must change together has the tag of its shard; everything else has `PREFIX`.
"""

from dataclasses import dataclass
from zlib import crc32

from integrations.stores.redis.redis_client import PREFIX


@dataclass(frozen=True, slots=True)
class Shards:
    """Hold how many shards there are, the same in all processes; 1: everything has `PREFIX`."""

    count: int = 1

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return the beginning of the keys of each shard.

        With shards, the last is `PREFIX`: processes that know of none put their work there.
        """
        if self.count == 1:
            return (PREFIX,)
        return (*(_prefix(number) for number in range(self.count)), PREFIX)

    def prefix_of(self, name: str) -> str:
        """Return the beginning of the keys of a conversation, or of any other name."""
        if self.count == 1:
            return PREFIX
        return _prefix(crc32(name.encode()) % self.count)


def _prefix(number: int) -> str:
    return f"{{comptoir-{number:02}}}"
