"""Test signatures of webhooks."""

import base64
from datetime import UTC, datetime

from assistant.kit.announcing.signatures import headers, new_secret, sign
from tests.support.simulators.webhook_subscriber import NOON, OTHER_SECRET, SECRET


class TestASignature:
    def test_is_the_standards_own_example(self) -> None:
        """Compare with the standard's own vector (standardwebhooks 1.1.0, test_webhooks.py)."""
        signed = sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', SECRET)

        assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_changes_with_the_id_the_time_and_every_byte(self) -> None:
        signatures = {
            sign("a", 1, b"{}", SECRET),
            sign("b", 1, b"{}", SECRET),
            sign("a", 2, b"{}", SECRET),
            sign("a", 1, b"{ }", SECRET),
            sign("a", 1, b"{}", OTHER_SECRET),
        }

        assert len(signatures) == 5

    def test_is_there_for_each_secret_that_counts(self) -> None:
        given = headers("a1", b"{}", at=NOON, keys=(SECRET, OTHER_SECRET))

        timestamp = int(NOON.timestamp())
        assert given == {
            "webhook-id": "a1",
            "webhook-timestamp": str(timestamp),
            "webhook-signature": f"{sign('a1', timestamp, b'{}', SECRET)}"
            f" {sign('a1', timestamp, b'{}', OTHER_SECRET)}",
        }

    def test_is_of_the_attempts_time_in_whole_seconds(self) -> None:
        at = datetime(2026, 6, 28, 12, 0, 0, 999_999, tzinfo=UTC)

        assert headers("a", b"", at=at, keys=())["webhook-timestamp"] == "1782648000"


class TestASecret:
    def test_has_the_bytes_that_the_standard_asks_for_and_is_never_the_same(self) -> None:
        one, other = new_secret(), new_secret()

        assert one.startswith("whsec_")
        assert 24 <= len(base64.b64decode(one.removeprefix("whsec_"))) <= 64
        assert one != other
