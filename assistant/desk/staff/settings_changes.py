"""Change settings for everybody: checked, in force at once, in the audit, and taken back again."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.kit.settings.layered_settings import (
    is_changeable,
    layer,
    layer_strictly,
    names_given,
)
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.rule_file import RuleFault
from assistant.kit.settings.setting_fields import SENT_TO
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion
from assistant.ports import Clock


class SettingRefusedError(ValueError):
    """Say that a setting is no page's to change, and name it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnworkableSettingsError(ValueError):
    """Say that Comptoir cannot work with settings that are each in order, and name them."""

    def __init__(self, *names: str, why: str = "", faults: Sequence[RuleFault] = ()) -> None:
        super().__init__(why or f"{', '.join(names)}: needed")
        self.names = names
        self.faults = faults  # of rules that are written in the setting, to be said to people
        self.why = why  # "": they are needed and empty


SettingsCheck = Callable[[Settings], None]
"""Raise `UnworkableSettingsError` where settings must not be in force."""


_NOTHING: Mapping[str, str] = {}


def _take_all(_: Settings) -> None:
    """Accept any settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanges:
    """Change settings. `by` is the actor in the audit: an agent's id, or `COMMAND_LINE`."""

    live: LiveSettings
    audit: Audit
    clock: Clock
    check: SettingsCheck = field(default=_take_all)

    @property
    def servers(self) -> frozenset[str]:
        """Return the names of the settings that the server says."""
        return names_given(self.live.server)

    async def current(self) -> SettingsVersion | None:
        """Return the settings that people made; None: there are none."""
        return await self.live.book.current()

    async def read_at(self, version: int) -> Settings:
        """Return the settings that were in force with a version; the server's alone before any."""
        then = await self.live.book.read(version)
        return layer(self.live.server, then.values if then else {})

    async def change(
        self,
        asked: Mapping[str, str],
        *,
        expected_version: int,
        by: str,
        check: SettingsCheck = _take_all,
        noted: Mapping[str, str] = _NOTHING,
    ) -> SettingsVersion | None:
        """Set settings by name, as the environment spells them; "" takes one away.

        Returns None where nothing would change. With an address, the secrets that were sent there
        go, unless they are set as well. `check` is who asks for it: they must get in again.
        `noted` is more for the audit.

        Raises:
            SettingRefusedError: the server says one of them, or it is the server's alone.
            pydantic.ValidationError: a value does not fit.
            UnworkableSettingsError: see there.
            SettingsConflictError: somebody else changed settings since `expected_version`.
        """
        self._refuse(asked)
        newest = await self.live.book.current()
        return await self._put(newest, asked, expected_version, by=by, check=check, noted=noted)

    async def try_out(self, asked: Mapping[str, str]) -> None:
        """Check settings as `change` would, with the same errors, and change nothing."""
        self._refuse(asked)
        newest = await self.live.book.current()
        self._settle({**(newest.values if newest else {}), **asked})

    async def undo(
        self, version: int, *, by: str, check: SettingsCheck = _take_all
    ) -> SettingsVersion | None:
        """Take the change of a version back, as far as nobody changed the same settings after it.

        Returns None where nothing is left to take back.

        Raises:
            SettingsConflictError: somebody else changed settings meanwhile.
            pydantic.ValidationError, UnworkableSettingsError: as `change`.
        """
        book = self.live.book
        newest, undone = await book.current(), await book.read(version)
        if newest is None or undone is None:
            return None
        before = await book.read(version - 1)
        old = before.values if before else {}
        asked = {
            name: old.get(name, "")
            for name in undone.changed
            if newest.values.get(name, "") == undone.values.get(name, "")
        }
        asked |= _secrets_of_others(old, {**newest.values, **asked}, kept=asked)
        return await self._put(newest, asked, newest.version, by=by, check=check, undoes=version)

    async def _put(
        self,
        newest: SettingsVersion | None,
        asked: Mapping[str, str],
        expected_version: int,
        *,
        by: str,
        check: SettingsCheck,
        undoes: int = 0,
        noted: Mapping[str, str] = _NOTHING,
    ) -> SettingsVersion | None:
        now, sealed = (newest.values, newest.unread) if newest else ({}, ())
        asked = {**_secrets_of_others(now, asked, kept={*now, *sealed}), **asked}
        changed = tuple(
            sorted(
                name for name, text in asked.items() if text != now.get(name, "") or name in sealed
            )
        )
        if not changed:
            return None
        values = {name: text for name, text in {**now, **asked}.items() if text}
        check(self._settle(values))
        version = newest.version if newest else 0
        if version != expected_version:
            raise SettingsConflictError(expected_version)
        at = self.clock.now()
        unread = tuple(name for name in sealed if name not in asked)
        new = SettingsVersion(
            version=version + 1,
            values=values,
            changed=changed,
            at=at,
            by=by,
            undoes=undoes,
            unread=unread,
        )
        await self.live.book.put(new)
        detail = {"version": str(new.version), "settings": " ".join(changed), **noted}
        await self.audit.write(Deed(at=at, actor=by, action=Action.SETTINGS_CHANGED, detail=detail))
        await self.live.tell()
        return new

    def _refuse(self, asked: Iterable[str]) -> None:
        servers = self.servers
        for name in asked:
            if name in servers or not is_changeable(name):
                raise SettingRefusedError(name)

    def _settle(self, values: Mapping[str, str]) -> Settings:
        """Return the settings that stored values make, checked."""
        usable = {name: text for name, text in values.items() if text and is_changeable(name)}
        settings = layer_strictly(self.live.server, usable)  # the rest waits for another release
        self.check(settings)
        return settings


def _secrets_of_others(
    before: Mapping[str, str], asked: Mapping[str, str], *, kept: Collection[str]
) -> Mapping[str, str]:
    """Return the `kept` secrets to take away: an address is asked for that is not theirs."""
    return {
        secret: ""
        for address, secrets in SENT_TO.items()
        if address in asked and asked[address] != before.get(address, "")
        for secret in secrets
        if secret in kept
    }
