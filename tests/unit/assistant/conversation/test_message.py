from functools import reduce
from itertools import permutations

import pytest

from assistant.conversation.message import DeliveryStatus, furthest

SENT, DELIVERED, READ, FAILED = DeliveryStatus


class TestStatuses:
    @pytest.mark.parametrize("order", list(permutations([SENT, DELIVERED, READ])))
    def test_end_at_the_furthest_in_whatever_order_they_come(
        self, order: tuple[DeliveryStatus, ...]
    ) -> None:
        assert reduce(furthest, order, None) is READ

    def test_keep_a_failure_apart(self) -> None:
        assert furthest(SENT, FAILED) is FAILED
        assert furthest(FAILED, SENT) is FAILED
        assert furthest(DELIVERED, FAILED) is DELIVERED
        assert furthest(FAILED, DELIVERED) is DELIVERED
