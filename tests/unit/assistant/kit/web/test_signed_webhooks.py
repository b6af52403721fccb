import base64
import hashlib
import hmac

import pytest

from assistant.kit.web.signed_webhooks import Deliveries, in_hex, is_signed

BODY = b'{"id": 1}'


def sign(secret: str, body: bytes = BODY) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


class TestASignature:
    @pytest.mark.parametrize("secret", ["new", "old"])
    def test_is_of_any_of_the_secrets(self, secret: str) -> None:
        assert is_signed(BODY, sign(secret), ("new", "old"))

    @pytest.mark.parametrize("signature", ["", "é", "AAAA", "not base64!", sign("other")])
    def test_is_nothing_else(self, signature: str) -> None:
        assert not is_signed(BODY, signature, ("new", "old"))

    def test_is_of_the_bytes_as_they_came(self) -> None:
        assert not is_signed(BODY + b" ", sign("new"), ("new",))

    def test_is_worth_nothing_without_a_secret(self) -> None:
        assert not is_signed(BODY, sign(""), ())
        assert not is_signed(BODY, sign(""), ("",))

    def test_may_be_in_hex(self) -> None:
        in_hex_form = "sha256=" + hmac.digest(b"new", BODY, hashlib.sha256).hex()

        assert is_signed(BODY, in_hex_form, ("new", "old"), in_hex)
        assert not is_signed(BODY, in_hex_form.removeprefix("sha256="), ("new", "old"), in_hex)
        assert not is_signed(BODY, sign("new"), ("new", "old"), in_hex)


class TestADelivery:
    async def test_is_told_of_once(self) -> None:
        told: list[str] = []
        deliveries = Deliveries()

        async def tell() -> None:
            told.append("x")

        assert await deliveries.once("a", tell)
        assert not await deliveries.once("a", tell)
        assert await deliveries.once("b", tell)
        assert len(told) == 2

    async def test_that_failed_is_told_of_again(self) -> None:
        deliveries = Deliveries()

        async def fail() -> None:
            raise RuntimeError

        async def succeed() -> None:
            return

        with pytest.raises(RuntimeError):
            await deliveries.once("a", fail)
        assert await deliveries.once("a", succeed)

    async def test_is_not_remembered_for_ever(self) -> None:
        deliveries = Deliveries()

        async def tell() -> None:
            return

        for number in range(4097):
            await deliveries.once(str(number), tell)

        assert await deliveries.once("0", tell)
        assert not await deliveries.once("4096", tell)
