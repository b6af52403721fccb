"""People change settings, and take changes back."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.settings_changes import (
    SettingRefusedError,
    SettingsChanges,
    UnworkableSettingsError,
)
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings, load
from assistant.kit.settings.settings_book import SettingsConflictError
from tests.contract.settings_book import version
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.settings_book import MemorySettingsBook
from tests.support.memory.staff_directory import MemoryAudit

NAMES = ("webchat.max_chars",)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOON


def refuse_seven(settings: Settings) -> None:
    if settings.webchat.max_chars == 7:
        raise UnworkableSettingsError(*NAMES)


def changes(server: Settings | None = None) -> SettingsChanges:
    live = LiveSettings(
        server=server or Settings(), book=MemorySettingsBook(), fanout=MemoryFanout()
    )
    return SettingsChanges(live=live, audit=MemoryAudit(), clock=Noon(), check=refuse_seven)


class TestChange:
    async def test_is_in_force_and_in_the_audit_by_name_alone(self) -> None:
        made = changes()

        put = await made.change(
            {"webchat.max_chars": "500", "mail.password": "sesame"}, expected_version=0, by="zoe"
        )

        assert put is not None
        assert put.changed == ("mail.password", "webchat.max_chars")
        assert (await made.live.read()).webchat.max_chars == 500
        [entry] = await made.audit.recent(limit=9)
        assert (entry.deed.action, entry.deed.actor) == (Action.SETTINGS_CHANGED, "zoe")
        assert entry.deed.detail == {"version": "1", "settings": "mail.password webchat.max_chars"}

    async def test_of_nothing_is_none(self) -> None:
        made = changes()

        assert await made.change({"mail.user": ""}, expected_version=0, by="zoe") is None
        assert list(await made.audit.recent(limit=9)) == []

    @pytest.mark.parametrize("name", ["webchat.max_chars", "data_dir", "no.such"])
    async def test_is_refused_where_the_server_says_it(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv("COMPTOIR_WEBCHAT__MAX_CHARS", "700")
        made = changes(load())

        with pytest.raises(SettingRefusedError):
            await made.change({name: "9"}, expected_version=0, by="zoe")

        assert await made.live.book.version() == 0

    async def test_is_refused_where_a_value_does_not_fit_or_nobody_can_work_with_it(self) -> None:
        made = changes()

        with pytest.raises(ValidationError):
            await made.change({"webchat.max_chars": "0"}, expected_version=0, by="zoe")
        with pytest.raises(UnworkableSettingsError):
            await made.change({"webchat.max_chars": "7"}, expected_version=0, by="zoe")

        assert await made.live.book.version() == 0

    async def test_is_refused_where_somebody_else_was_quicker(self) -> None:
        made = changes()
        await made.change({"mail.user": "a"}, expected_version=0, by="zoe")

        with pytest.raises(SettingsConflictError):
            await made.change({"mail.user": "b"}, expected_version=0, by="yann")

    async def test_goes_on_beside_a_setting_that_a_release_dropped(self) -> None:
        made = changes()
        await made.live.book.put(version(1, gone__setting="kept", mail__user="a"))

        await made.change({"mail.user": "b"}, expected_version=1, by="zoe")
        put = await made.undo(2, by="zoe")

        assert put is not None
        assert dict(put.values) == {"gone.setting": "kept", "mail.user": "a"}


class TestAnAddress:
    async def test_is_changed_without_the_secret_that_was_sent_there(self) -> None:
        made = changes()
        kept = {"model.base_url": "https://a.example", "model.api_key": "sesame", "model.name": "m"}
        await made.change(kept, expected_version=0, by="zoe")

        put = await made.change(
            {"model.base_url": "https://b.example"}, expected_version=1, by="eve"
        )

        assert put is not None
        assert put.changed == ("model.api_key", "model.base_url")
        assert dict(put.values) == {"model.base_url": "https://b.example", "model.name": "m"}
        back = await made.undo(2, by="zoe")
        assert back is not None
        assert dict(back.values) == kept

    async def test_is_changed_together_with_its_secret(self) -> None:
        made = changes()
        for number, host in enumerate(("a", "b")):
            both = {"mail.server": f"{host}.example", "mail.password": f"of {host}"}
            await made.change(both, expected_version=number, by="zoe")

        newest = await made.current()

        assert newest is not None
        assert dict(newest.values) == {"mail.server": "b.example", "mail.password": "of b"}

    async def test_gets_no_secret_back_that_was_another_ones(self) -> None:
        made = changes()
        for number, asked in enumerate(
            (
                {"mail.server": "a.example", "mail.password": "of a"},
                {"mail.password": ""},
                {"mail.server": "evil.example"},
            )
        ):
            await made.change(asked, expected_version=number, by="eve")

        await made.undo(2, by="eve")

        assert dict((await made.live.book.read(3) or version(0)).values) == {
            "mail.server": "evil.example"
        }
        assert await made.live.book.version() == 3

    async def test_is_the_servers_where_its_secret_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COMPTOIR_MODEL__API_KEY", "sesame")
        made = changes(load())
        await made.live.book.put(version(1, model__base_url="https://evil.example"))

        with pytest.raises(SettingRefusedError):
            await made.change({"model.base_url": "https://b.example"}, expected_version=1, by="eve")

        assert (await made.live.read()).model.base_url == ""


class TestUndo:
    async def test_brings_back_what_was_before_secrets_included(self) -> None:
        made = changes()
        await made.change({"mail.password": "old"}, expected_version=0, by="zoe")
        await made.change(
            {"mail.password": "new", "mail.user": "lune"}, expected_version=1, by="zoe"
        )

        put = await made.undo(2, by="yann")

        assert put is not None
        assert put.undoes == 2
        assert dict(put.values) == {"mail.password": "old"}

    async def test_leaves_what_was_changed_after_it(self) -> None:
        made = changes()
        await made.change({"mail.user": "a", "mail.port": "25"}, expected_version=0, by="zoe")
        await made.change({"mail.user": "b"}, expected_version=1, by="zoe")

        put = await made.undo(1, by="zoe")

        assert put is not None
        assert dict(put.values) == {"mail.user": "b"}

    async def test_of_what_is_not_there_is_none(self) -> None:
        assert await changes().undo(3, by="zoe") is None
