"""What every `CannedReplies` does. Inherit `CannedRepliesContract`, override `canned`."""

from dataclasses import replace

import pytest

from assistant.conversation.ids import TeamId
from assistant.desk.canned_replies import CannedReplies, CannedReply, ShortcutTakenError

RETURNS, SALES = TeamId("returns"), TeamId("sales")


def canned_reply(reply_id: str, shortcut: str, team: TeamId | None = None) -> CannedReply:
    return CannedReply(
        reply_id=reply_id,
        shortcut=shortcut,
        title="Étiquette",
        text_fr="Bonjour {customer_name}",
        text_en="Hello {customer_name}",
        team=team,
    )


class CannedRepliesContract:
    @pytest.fixture
    def canned(self) -> CannedReplies:
        raise NotImplementedError

    async def test_comes_back_as_it_was_kept_by_shortcut(self, canned: CannedReplies) -> None:
        first, second = canned_reply("1", "zebra"), canned_reply("2", "adieu", RETURNS)
        await canned.keep(first)
        await canned.keep(second)

        assert list(await canned.all()) == [second, first]

    async def test_a_team_sees_its_own_and_everybodys(self, canned: CannedReplies) -> None:
        for one in (
            canned_reply("1", "all"),
            canned_reply("2", "back", RETURNS),
            canned_reply("3", "sold", SALES),
        ):
            await canned.keep(one)

        async def seen(*teams: TeamId) -> list[str]:
            return [one.shortcut for one in await canned.all(teams)]

        assert await seen() == ["all"]
        assert await seen(RETURNS) == ["all", "back"]
        assert await seen(RETURNS, SALES) == ["all", "back", "sold"]

    async def test_keeping_again_replaces(self, canned: CannedReplies) -> None:
        await canned.keep(canned_reply("1", "old"))

        await canned.keep(replace(canned_reply("1", "new"), title="Neu"))

        assert [(one.shortcut, one.title) for one in await canned.all()] == [("new", "Neu")]

    @pytest.mark.parametrize("team", [None, RETURNS])
    async def test_a_shortcut_is_a_teams_once(
        self, canned: CannedReplies, team: TeamId | None
    ) -> None:
        await canned.keep(canned_reply("1", "hello", team))

        with pytest.raises(ShortcutTakenError, match="hello"):
            await canned.keep(canned_reply("2", "hello", team))

        assert [one.reply_id for one in await canned.all()] == ["1"]
        await canned.keep(canned_reply("2", "hello", SALES))
        assert len(await canned.all()) == 2

    async def test_a_shortcut_that_is_taken_leaves_the_reply_as_it_was(
        self, canned: CannedReplies
    ) -> None:
        await canned.keep(canned_reply("1", "one"))
        await canned.keep(canned_reply("2", "two"))

        with pytest.raises(ShortcutTakenError):
            await canned.keep(canned_reply("2", "one"))

        assert [one.shortcut for one in await canned.all()] == ["one", "two"]

    async def test_what_is_dropped_is_gone(self, canned: CannedReplies) -> None:
        await canned.keep(canned_reply("1", "hello"))

        await canned.drop("1")
        await canned.drop("1")

        assert list(await canned.all()) == []
