"""What every `CannedReplies` does. Inherit `CannedContract` and override `canned`."""

import pytest

from assistant.canned.ports import CannedReplies, ShortcutTakenError
from assistant.canned.types import Canned, CannedId


def reply(canned_id: str, shortcut: str, fr: str = "Bonjour", en: str = "Hello") -> Canned:
    return Canned(canned_id=CannedId(canned_id), shortcut=shortcut, texts={"fr": fr, "en": en})


class CannedContract:
    @pytest.fixture
    async def canned(self) -> CannedReplies:
        """None is kept yet."""
        raise NotImplementedError

    async def test_replies_are_kept_by_shortcut(self, canned: CannedReplies) -> None:
        await canned.keep(reply("1", "b"))
        await canned.keep(reply("2", "a"))

        assert list(await canned.all()) == [reply("2", "a"), reply("1", "b")]

    async def test_a_reply_may_be_in_one_language_only(self, canned: CannedReplies) -> None:
        only = Canned(canned_id=CannedId("1"), shortcut="a", texts={"fr": "Bonjour"})
        await canned.keep(only)

        assert list(await canned.all()) == [only]

    async def test_a_reply_is_changed_under_its_id(self, canned: CannedReplies) -> None:
        await canned.keep(reply("1", "a"))
        await canned.keep(reply("1", "b", en="Hi"))

        assert list(await canned.all()) == [reply("1", "b", en="Hi")]

    async def test_no_two_have_one_shortcut(self, canned: CannedReplies) -> None:
        await canned.keep(reply("1", "a"))
        await canned.keep(reply("2", "b"))

        with pytest.raises(ShortcutTakenError):
            await canned.keep(reply("3", "a"))
        with pytest.raises(ShortcutTakenError):
            await canned.keep(reply("2", "a"))

        assert list(await canned.all()) == [reply("1", "a"), reply("2", "b")]

    async def test_dropping_one_twice_is_harmless(self, canned: CannedReplies) -> None:
        await canned.keep(reply("1", "a"))
        await canned.drop(CannedId("1"))
        await canned.drop(CannedId("1"))

        assert list(await canned.all()) == []
