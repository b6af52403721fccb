"""Rules of orders, and what pages state on a topic, are seen to change."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.app.compose.process_parts import open_parts
from assistant.app.compose.services.earned_autonomy import watch_rules
from assistant.improvement.autonomy.autonomy_board import SUBJECTS
from assistant.improvement.outdated.ports import LookedPages
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.settings_book import SettingsVersion
from assistant.operations.autonomy.autonomy_table import Topic, topic_subject
from assistant.operations.shop_rules import DEFAULT
from tests.unit.assistant.improvement.outdated.test_outdated_lines import page


async def test_other_rules_in_the_file_are_a_change_and_a_comment_or_a_restart_is_none(
    tmp_path: Path,
) -> None:
    file = tmp_path / "rules.yml"
    rules = DEFAULT.read_text()
    file.write_text(rules)
    server = layer(Settings(data_dir=tmp_path / "data"), {}).model_copy()
    server = server.model_copy(update={"shop": server.shop.model_copy(update={"rules": file})})

    async with open_parts(server) as parts:
        assert await watch_rules(server, parts).look()
        assert not await watch_rules(server, parts).look()  # another process, or a restart
        assert await watch_rules(server, parts).changed_at() == {}

        file.write_text(f"# Checked by Mara\n{rules}")
        assert not await watch_rules(server, parts).look()

        file.write_text(rules.replace("window_days: 30", "window_days: 14"))
        assert await watch_rules(server, parts).look()

        changed = await watch_rules(server, parts).changed_at()
        assert set(changed) == {one for one in SUBJECTS if one.kind == "operation"}


async def test_other_rules_in_the_settings_are_a_change_and_a_comment_is_none(
    tmp_path: Path,
) -> None:
    server = layer(Settings(data_dir=tmp_path / "data"), {})
    rules = DEFAULT.read_text()
    other = rules.replace("window_days: 30", "window_days: 14")

    async with open_parts(server) as parts:
        watch = watch_rules(server, parts)
        assert await watch.look()
        for version, text in enumerate((rules, f"# Checked by Mara\n{rules}"), start=1):
            await watch.book.put(_with_rules(version, text))
            assert not await watch.look()
        assert await watch.changed_at() == {}

        await watch.book.put(_with_rules(3, other))
        assert await watch.look()

        assert await watch.changed_at()


def _with_rules(version: int, text: str) -> SettingsVersion:
    return SettingsVersion(
        version=version,
        values={"shop.rule_text": text},
        changed=("shop.rule_text",),
        at=datetime.now(UTC),
        by="mara",
    )


async def test_another_figure_on_a_page_is_a_change_of_its_topic_alone(tmp_path: Path) -> None:
    server = layer(Settings(data_dir=tmp_path / "data"), {})
    returns = topic_subject(Topic.RETURNS)

    async with open_parts(server) as parts:
        watch = watch_rules(server, parts)
        for version, days in (("1", 30), ("2", 30), ("3", 14)):
            assert await watch.changed_at() == {}
            line = f"An item can be returned within {days} days."
            watch.pages = Index(LookedPages(version=version, pages=(page("returns", line),)))
            await watch.look()

        assert set(await watch.changed_at()) == {returns}


@dataclass(frozen=True)
class Index:
    """The index as the watch sees it."""

    looked: LookedPages

    def version(self) -> str:
        return self.looked.version

    def read(self) -> LookedPages:
        return self.looked

    def before(self) -> LookedPages | None:
        return None

    def keep(self, looked: LookedPages) -> None:
        raise NotImplementedError
