from collections import Counter

from assistant.conversation.ids import ALL_SHARDS, shard_of


class TestShardOf:
    def test_is_the_same_for_ever(self) -> None:
        assert [shard_of(name) for name in ("c1", "c2", "é")] == [16, 28, 10]

    def test_is_even(self) -> None:
        counts = Counter(shard_of(f"conversation-{number}") for number in range(64_000))

        assert set(counts) == set(ALL_SHARDS)
        assert max(counts.values()) < 1_150
