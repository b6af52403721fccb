"""Autonomy tables, settings and rules of change sets come into force, and back, once."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSet
from assistant.improvement.changes.ports import ChangeStore, NotPublishedError
from assistant.improvement.changes.rule_stores import RuleStore, SettingStore, TableStore
from assistant.improvement.rules.rule_values import (
    HOURS,
    ORDER_RULES,
    WRITTEN_IN,
    rule_values,
    tidy_rules,
    write_values,
)
from assistant.kit.settings.settings import Settings
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Level,
    encode_table,
    load_table,
)
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from tests.support.interleaving import run_in_turns, slow, turns
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.seeds.change_seeds import NOON, change_set
from tests.unit.assistant.desk.staff.test_settings_changes import changes as new_changes


def with_level(level: Level) -> AutonomyTable:
    """Return the table in which cancelling has another level."""
    table = load_table()
    row = table.operations["cancel_order"].model_copy(update={"level": level})
    return table.model_copy(update={"operations": {**table.operations, "cancel_order": row}})


FREER = with_level(Level.SUGGEST)
STRICTER = with_level(Level.HUMAN_ONLY)


CHANGED = {ORDER_RULES: ("returns", "window_days"), HOURS: ("deadlines", "first_reply_minutes")}
KINDS = ["autonomy", "settings", ORDER_RULES, HOURS]


def with_rule(kind: str, value: int, text: str = "") -> str:
    """Return rules in which one has another value."""
    return write_values({**rule_values(kind, text), CHANGED[kind]: value})


class Rules:
    """Both stores in memory, and a change for each."""

    def __init__(self) -> None:
        self.tables, self.audit = MemoryAutonomyTables(), MemoryAudit()
        self.settings: SettingsChanges = new_changes()
        self.table_store = TableStore(
            tables=self.tables, audit=self.audit, clock=HandClock(at=NOON)
        )
        self.setting_store = SettingStore(changes=self.settings)

    async def change(self, kind: str) -> tuple[ChangeStore, ChangeSet]:
        store: ChangeStore
        if kind in CHANGED:
            content, store = with_rule(kind, 45), self.rule_store(kind)
        elif kind == "autonomy":
            content, store = encode_table(FREER), self.table_store
        else:
            content, store = '{"webchat.max_chars":"500"}', self.setting_store
        made = replace(change_set(), change=CandidateChange(kind=kind, content=content))
        return store, replace(made, before=await store.current(made))

    def rule_store(self, kind: str) -> RuleStore:
        return RuleStore(kind=ChangeKind(kind), changes=self.settings)

    def slow_store(self, kind: str) -> ChangeStore:
        """Return the store as another process has it, which waits for its database."""
        if kind == "autonomy":
            return replace(self.table_store, tables=slow(self.tables))
        live = self.settings.live
        changes = replace(self.settings, live=replace(live, book=slow(live.book)))
        if kind in CHANGED:
            return RuleStore(kind=ChangeKind(kind), changes=changes)
        return SettingStore(changes=changes)

    async def by_hand(self, kind: str) -> None:
        """Have somebody change the same thing on its page."""
        if kind == "autonomy":
            version = await self.tables.version()
            await self.tables.put(STRICTER, expected_version=version, at=NOON, by="max")
        else:
            newest = await self.settings.current()
            version = newest.version if newest else 0
            asked = {"webchat.max_chars": "900"}
            if kind in CHANGED:
                asked = {WRITTEN_IN[kind].setting: with_rule(kind, 21)}
            await self.settings.change(asked, expected_version=version, by="max")


@pytest.mark.parametrize("kind", KINDS)
class TestAStore:
    async def test_puts_the_content_in_force_once(self, kind: str) -> None:
        store, change = await Rules().change(kind)

        first = await store.publish(change, by="zoé")

        assert await store.current(change) == change.change.content
        assert await store.publish(change, by="zoé") == first

    async def test_takes_it_back_once(self, kind: str) -> None:
        store, change = await Rules().change(kind)
        await store.publish(change, by="zoé")

        for _ in range(2):  # the first process died
            await store.take_back(change, by="zoé")

        assert await store.current(change) == change.before

    async def test_writes_over_nobodys_change(self, kind: str) -> None:
        rules = Rules()
        store, change = await rules.change(kind)
        await rules.by_hand(kind)

        with pytest.raises(NotPublishedError, match="moved"):
            await store.publish(change, by="zoé")

    async def test_takes_nobodys_change_back(self, kind: str) -> None:
        rules = Rules()
        store, change = await rules.change(kind)
        await store.publish(change, by="zoé")
        await rules.by_hand(kind)

        with pytest.raises(NotPublishedError, match="moved"):
            await store.take_back(change, by="zoé")

    async def test_that_two_processes_ask_at_once_is_changed_once(self, kind: str) -> None:
        for first, second in turns(calls=2):
            rules = Rules()
            store, change = await rules.change(kind)
            stores = [rules.slow_store(kind) for _ in range(2)]

            said = run_in_turns((one.publish(change, by="zoé") for one in stores), first, second)
            assert said == ["1", "1"]
            assert await store.current(change) == change.change.content

            said = run_in_turns((one.take_back(change, by="zoé") for one in stores), first, second)
            assert said == [None, None]
            assert await store.current(change) == change.before


async def test_a_setting_that_does_not_fit_is_refused() -> None:
    rules = Rules()
    store, change = await rules.change("settings")
    wrong = CandidateChange(kind="settings", content='{"webchat.max_chars":"many"}')

    with pytest.raises(NotPublishedError, match="unfit"):
        await store.publish(replace(change, change=wrong), by="zoé")


async def test_a_table_is_in_the_audit_with_its_change() -> None:
    rules = Rules()
    store, change = await rules.change("autonomy")

    await store.publish(change, by="zoé")

    [entry] = await rules.audit.read()
    assert (entry.deed.actor, entry.deed.detail["change"]) == ("zoé", change.change_id)


async def test_a_row_that_was_earned_goes_back_whatever_people_changed_in_it() -> None:
    rules = Rules()
    await rules.tables.put(STRICTER, expected_version=0, at=NOON, by="max")
    store, change = await rules.change("autonomy")
    change = replace(change, cause=ChangeCause.EARNED)
    await store.publish(change, by="zoé")
    row = FREER.operations["cancel_order"].model_copy(update={"checked_share": 0.2})
    edited = FREER.model_copy(update={"operations": {**FREER.operations, "cancel_order": row}})
    await rules.tables.put(edited, expected_version=2, at=NOON, by="max")

    await store.take_back(change, by="program")

    newest = await rules.tables.current()
    assert newest is not None
    assert newest.table.operations["cancel_order"].level is Level.HUMAN_ONLY
    assert newest.table.operations["cancel_order"].checked_share == 0.2


class TestRules:
    """Written rules that a proposal does not touch are somebody else's."""

    @pytest.mark.parametrize("kind", [ORDER_RULES, HOURS])
    async def test_that_people_change_meanwhile_stay(self, kind: str) -> None:
        rules, other = Rules(), ("confirm_minutes",) if kind == ORDER_RULES else ("timezone",)
        _, change = await rules.change(kind)
        store = rules.rule_store(kind)
        theirs = {**rule_values(kind, ""), other: 45 if kind == ORDER_RULES else "Europe/Rome"}
        asked = {WRITTEN_IN[kind].setting: write_values(theirs)}
        await rules.settings.change(asked, expected_version=0, by="max")

        assert await store.current(change) == change.before
        await store.publish(change, by="zoé")
        assert rule_values(kind, await store.text()) == {**theirs, CHANGED[kind]: 45}
        await store.take_back(change, by="zoé")

        assert rule_values(kind, await store.text()) == theirs

    async def test_taken_back_to_the_default_leave_no_text(self) -> None:
        rules = Rules()
        store, change = await rules.change(HOURS)
        await store.publish(change, by="zoé")
        await store.take_back(change, by="zoé")

        newest = await rules.settings.current()
        assert newest is not None
        assert newest.values == {}

    @pytest.mark.parametrize("name", ["rules", "rule_text"])
    async def test_that_the_server_names_are_not_changed(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "rules.yml"
        file.write_text(tidy_rules(ORDER_RULES, ""), encoding="utf-8")
        given = {name: file if name == "rules" else file.read_text(encoding="utf-8")}
        server = Settings(shop=given)
        store = RuleStore(kind=ChangeKind.ORDER_RULES, changes=new_changes(server))
        content = CandidateChange(kind=ORDER_RULES, content=with_rule(ORDER_RULES, 45))
        made = replace(change_set(), change=content, before=tidy_rules(ORDER_RULES, ""))

        with pytest.raises(NotPublishedError, match="held"):
            await store.publish(made, by="zoé")
