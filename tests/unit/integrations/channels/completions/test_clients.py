from integrations.channels.completions.clients import PREFIX, Client, digest, find, make_key

KIOSK, KIOSK_KEY = Client(name="kiosk", key_sha256=digest("ck-kiosk")), "ck-kiosk"
OTHER = Client(name="other", key_sha256=digest("ck-other"))


class TestAKey:
    def test_is_long_random_and_recognised(self) -> None:
        (first, kept), (second, _) = make_key(), make_key()

        assert first != second
        assert first.startswith(PREFIX)
        assert len(first) >= 40
        assert kept == digest(first)
        assert first not in kept

    def test_opens_for_its_client_only(self) -> None:
        assert find((OTHER, KIOSK), KIOSK_KEY) == KIOSK
        assert find((OTHER, KIOSK), "ck-nobody") is None
        assert find((), KIOSK_KEY) is None


class TestAConversation:
    def test_has_one_id_for_its_client(self) -> None:
        assert KIOSK.conversation("v1") == KIOSK.conversation("v1")
        assert KIOSK.conversation("v1") != KIOSK.conversation("v2")

    def test_is_no_other_clients(self) -> None:
        assert KIOSK.conversation("v1") != OTHER.conversation("v1")
        longer = Client(name="kioskv", key_sha256="")
        assert KIOSK.conversation("v1") != longer.conversation("1")
