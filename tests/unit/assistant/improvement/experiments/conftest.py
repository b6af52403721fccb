"""The readers of the insights' tests, for sums that are made of rows."""

from tests.unit.assistant.insights.conftest import projection, reader, shop

__all__ = ["projection", "reader", "shop"]
