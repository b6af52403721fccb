import pytest

from assistant.conversation.ids import ALL_SHARDS, SHARDS
from assistant.desk.lists.list_shares import share_of


class TestShareOf:
    @pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 100])
    def test_shares_have_each_shard_once_and_are_alike(self, count: int) -> None:
        members = {f"worker-{number}" for number in range(count)}

        shares = [share_of(member, members) for member in members]

        assert sorted(shard for share in shares for shard in share) == [*ALL_SHARDS]
        assert {len(share) for share in shares} <= {SHARDS // count, SHARDS // count + 1}
