"""Rules of orders in a file of the server are seen to change."""

from pathlib import Path

from assistant.app.compose.process_parts import open_parts
from assistant.app.compose.services.earned_autonomy import watch_rules
from assistant.kit.settings.layered_settings import layer
from assistant.kit.settings.settings import Settings
from assistant.operations.shop_rules import DEFAULT


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
        assert await watch_rules(server, parts).changed_at() is None

        file.write_text(f"# Checked by Mara\n{rules}")
        assert not await watch_rules(server, parts).look()

        file.write_text(rules.replace("window_days: 30", "window_days: 14"))
        assert await watch_rules(server, parts).look()

        assert await watch_rules(server, parts).changed_at() is not None
