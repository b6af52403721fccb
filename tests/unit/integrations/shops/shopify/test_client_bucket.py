import pytest

from integrations.shops.shopify.client import PointBucket


class TestBucket:
    def test_allows_everything_before_the_first_answer(self) -> None:
        assert PointBucket().wait_s(500, now=10.0) == 0.0

    def test_waits_until_the_missing_points_are_back(self) -> None:
        bucket = PointBucket()
        bucket.learn(available=20, maximum=2000, per_s=100, now=10.0)

        assert bucket.wait_s(120, now=10.0) == pytest.approx(1.0)
        assert bucket.wait_s(120, now=10.5) == pytest.approx(0.5)
        assert bucket.wait_s(120, now=11.0) == 0.0

    def test_counts_what_is_on_its_way(self) -> None:
        bucket = PointBucket()
        bucket.learn(available=100, maximum=2000, per_s=100, now=0.0)

        bucket.spend(100, now=0.0)

        assert bucket.wait_s(100, now=0.0) == pytest.approx(1.0)

    def test_never_waits_for_more_than_it_can_hold(self) -> None:
        bucket = PointBucket()
        bucket.learn(available=1000, maximum=1000, per_s=50, now=0.0)

        assert bucket.wait_s(5000, now=0.0) == 0.0
