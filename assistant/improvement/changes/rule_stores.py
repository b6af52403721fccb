"""Put autonomy tables, settings and rules of change sets in force, as people's own changes go."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from pydantic import ValidationError

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.desk.staff.settings_changes import (
    SettingRefusedError,
    SettingsChanges,
    UnworkableSettingsError,
)
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSet
from assistant.improvement.changes.ports import NotPublishedError
from assistant.improvement.rules.rule_values import (
    WRITTEN_IN,
    merge,
    rule_values,
    tidy_rules,
    write_values,
)
from assistant.kit.settings.rule_file import RuleTextError
from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    decode_table,
    encode_table,
    load_table,
)
from assistant.operations.autonomy.ports import AutonomyTables, TableConflictError
from assistant.ports import Clock

MOVED, UNFIT, HELD = "moved", "unfit", "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStore:
    """Implement `ChangeStore` for the autonomy table, whose content is the whole table.

    Only the rows in which the content differs from the table in its place are put: others, which
    people may have changed meanwhile, stay as they are.
    """

    tables: AutonomyTables
    audit: Audit
    clock: Clock

    async def current(self, change: ChangeSet) -> str:
        """Return the table in force; while the rows of the change are as before, that before."""
        newest = await self.tables.current()
        table = newest.table if newest else load_table()
        if change.before:
            before, content = decode_table(change.before), decode_table(change.change.content)
            if _with_rows(table, content, before) == table:
                return change.before
        return encode_table(table)

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        return await self._put(change.change.content, change.before, change, by)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        """Put the rows before in force again; of one that was earned, its level alone.

        Whatever people changed in a row that was earned, it goes back: that is only stricter.
        """
        content, raised = change.before, change.change.content
        if change.cause is ChangeCause.EARNED:
            newest = await self.tables.current()
            table = newest.table if newest else load_table()
            raised = encode_table(table)
            content = encode_table(
                _with_levels(
                    table, decode_table(change.before), decode_table(change.change.content)
                )
            )
        await self._put(content, raised, change, by)

    async def _put(self, content: str, in_place_of: str, change: ChangeSet, by: str) -> str:
        """Put the rows of a change in force, unless they are or others are; return the version."""
        newest = await self.tables.current()
        version, table = (newest.version, newest.table) if newest else (0, load_table())
        merged = _with_rows(table, decode_table(in_place_of), decode_table(content))
        if merged is None:
            raise NotPublishedError(MOVED)
        if merged == table:
            return str(version)  # a process died after this
        try:
            put = await self.tables.put(
                merged,
                expected_version=version,
                at=self.clock.now(),
                by=by,
                note=change.about,
            )
        except TableConflictError:  # perhaps another process put the same
            return await self._put(content, in_place_of, change, by)
        detail = {"version": str(put.version), "change": change.change_id}
        deed = Deed(
            at=self.clock.now(), actor=by, action=Action.AUTONOMY_CHANGED, subject="", detail=detail
        )
        await self.audit.write(deed)
        return str(put.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingStore:
    """Implement `ChangeStore` for settings, whose content is the values by name; "": none."""

    changes: SettingsChanges

    async def current(self, change: ChangeSet) -> str:
        return _in_force(await self.changes.current(), change)

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        return await self._set(change.change.content, change.before, change, by)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        await self._set(change.before, change.change.content, change, by)

    async def _set(self, content: str, in_place_of: str, change: ChangeSet, by: str) -> str:
        """Set values, unless they are set or others are; return the version of the settings."""
        newest = await self.changes.current()
        version, current = newest.version if newest else 0, _in_force(newest, change)
        if current == _written(orjson.loads(content)):
            return str(version)  # a process died after this
        if current != in_place_of:
            raise NotPublishedError(MOVED)
        put = await _change(self.changes, orjson.loads(content), version, change, by)
        return put or await self._set(content, in_place_of, change, by)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStore:
    """Implement `ChangeStore` for one kind of written rules, whose content is the whole text.

    Only the rules in which the content differs from the text in its place are set: others, which
    people may have changed meanwhile, stay as they are.
    """

    kind: ChangeKind
    changes: SettingsChanges

    @property
    def is_held(self) -> bool:
        """Return whether the server names the rules, so that nobody can change them here."""
        written = WRITTEN_IN[self.kind]
        return not self.changes.servers.isdisjoint({written.setting, written.file})

    async def current(self, change: ChangeSet) -> str:
        """Return the rules in force; while those of the change are as before, that before."""
        text = await self.text()
        if change.before:
            values = rule_values(self.kind, text)
            before = rule_values(self.kind, change.before)
            if merge(values, rule_values(self.kind, change.change.content), before) == values:
                return change.before
        return tidy_rules(self.kind, text)

    async def text(self) -> str:
        """Return the text that people wrote; "": the default rules are in force."""
        return _text_of(await self.changes.current(), self.kind)

    async def publish(self, change: ChangeSet, *, by: str) -> str:
        return await self._put(change.change.content, change.before, change, by)

    async def take_back(self, change: ChangeSet, *, by: str) -> None:
        await self._put(change.before, change.change.content, change, by)

    async def _put(self, content: str, in_place_of: str, change: ChangeSet, by: str) -> str:
        """Set the rules of a change, unless they are set or others are; return the version."""
        if self.is_held:
            raise NotPublishedError(HELD)
        newest = await self.changes.current()
        version, text = newest.version if newest else 0, _text_of(newest, self.kind)
        try:
            values, old, new = (rule_values(self.kind, one) for one in (text, in_place_of, content))
        except RuleTextError:  # another version wrote it
            raise NotPublishedError(UNFIT) from None
        merged = merge(values, old, new)
        if merged is None:
            raise NotPublishedError(MOVED)
        if merged == values:
            return str(version)  # a process died after this
        is_default = merged == rule_values(self.kind, "")
        asked = {WRITTEN_IN[self.kind].setting: "" if is_default else write_values(merged)}
        put = await _change(self.changes, asked, version, change, by)
        return put or await self._put(content, in_place_of, change, by)


async def _change(
    changes: SettingsChanges, asked: Mapping[str, str], version: int, change: ChangeSet, by: str
) -> str:
    """Set values, and return the version of the settings; "": another process was quicker.

    Raises:
        NotPublishedError: they cannot be set.
    """
    noted = {"change": change.change_id}
    try:
        put = await changes.change(asked, expected_version=version, by=by, noted=noted)
    except (SettingRefusedError, ValidationError, UnworkableSettingsError):
        raise NotPublishedError(UNFIT) from None
    except SettingsConflictError:  # perhaps another process set the same
        return ""
    return str(put.version) if put else ""


def _text_of(newest: SettingsVersion | None, kind: ChangeKind) -> str:
    return newest.values.get(WRITTEN_IN[kind].setting, "") if newest else ""


def _with_levels(
    table: AutonomyTable, before: AutonomyTable, raised: AutonomyTable
) -> AutonomyTable:
    """Return a table whose rows have the level before where another one raised it."""
    parts, olds, news = (one.model_dump(mode="json") for one in (table, before, raised))
    for part in ("operations", "topics"):
        for name, row in parts[part].items():
            old, new = olds[part].get(name), news[part].get(name)
            if old and new and old["level"] != new["level"] == row["level"]:
                row["level"] = old["level"]
                if row["checked_share"] == new["checked_share"]:
                    row["checked_share"] = old["checked_share"]
    return AutonomyTable.model_validate(parts)


def _with_rows(
    table: AutonomyTable, old: AutonomyTable, new: AutonomyTable
) -> AutonomyTable | None:
    """Return a table with the rows in which two others differ; None: one of these moved on."""
    parts, olds, news = (one.model_dump(mode="json") for one in (table, old, new))
    for part, rows in parts.items():
        for name in {**olds[part], **news[part]}:
            before, after = olds[part].get(name), news[part].get(name)
            if before == after or rows.get(name) == after:
                continue
            if rows.get(name) != before:
                return None
            if after is None:
                del rows[name]
            else:
                rows[name] = after
    return AutonomyTable.model_validate(parts)


def _in_force(newest: SettingsVersion | None, change: ChangeSet) -> str:
    values = newest.values if newest else {}
    return _written({name: values.get(name, "") for name in orjson.loads(change.change.content)})


def _written(values: Mapping[str, str]) -> str:
    """Return settings as the content of a change."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
