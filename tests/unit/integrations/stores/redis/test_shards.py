from collections import Counter

import pytest
from redis.crc import key_slot

from integrations.stores.redis.redis_client import PREFIX
from integrations.stores.redis.shards import Shards


class TestOneShard:
    def test_leaves_all_keys_as_they_were(self) -> None:
        assert Shards().prefixes == (PREFIX,)
        assert {Shards().prefix_of(f"c{number}") for number in range(99)} == {PREFIX}


class TestShards:
    def test_of_a_name_are_the_same_in_every_process_and_version(self) -> None:
        assert [Shards(8).prefix_of(one) for one in ("c1", "c2")] == [
            "{comptoir-01-11}",
            "{comptoir-03-3}",
        ]

    def test_have_about_as_many_names_each(self) -> None:
        found = Counter(Shards(8).prefix_of(f"c{number}") for number in range(8_000))

        assert set(found) == set(Shards(8).prefixes) - {PREFIX}
        assert min(found.values()) > 800

    @pytest.mark.parametrize("servers", [2, 3, 4, 8])
    def test_are_as_many_on_each_server_of_a_cluster(self, servers: int) -> None:
        *prefixes, _ = Shards(4 * servers).prefixes

        on = Counter(key_slot(f"{one}:work".encode()) * servers // 16_384 for one in prefixes)

        assert sorted(on.values()) == [4] * servers

    def test_are_read_with_what_processes_without_them_put(self) -> None:
        assert len(set(Shards(64).prefixes)) == 65
        assert Shards(64).prefixes[-1] == PREFIX
