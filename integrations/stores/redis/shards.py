"""Divide conversations into shards, so that a Redis Cluster spreads their work over its servers.

A cluster keeps all keys with one tag, the part in braces, in one of its slots. What belongs to one
conversation and must change together has the tag of its shard; everything else has `PREFIX`.
"""

from dataclasses import dataclass
from functools import cache
from itertools import count as count_up
from zlib import crc32

from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

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
        return (PREFIX,) if self.count == 1 else (*_tags(self.count), PREFIX)

    def prefix_of(self, name: str) -> str:
        """Return the beginning of the keys of a conversation, or of any other name."""
        return self.prefixes[crc32(name.encode()) % self.count]


@cache
def _tags(count: int) -> tuple[str, ...]:
    """Return a tag for each shard, in slots at even distances.

    Servers with as many slots each then have as many shards each, if these are a multiple.
    """
    return tuple(_tag(number, count) for number in range(count))


def _tag(number: int, count: int) -> str:
    """Return the first tag of a shard whose slot is in its part of all slots."""
    tags = (f"{{comptoir-{number:02}-{tried}}}" for tried in count_up())
    return next(
        tag for tag in tags if key_slot(tag.encode()) * count // REDIS_CLUSTER_HASH_SLOTS == number
    )
