from pathlib import Path

from assistant.app.commands.installation_checkup import PartFinding, examine
from assistant.kit.settings.settings import Settings


async def finding(helpdesk: dict[str, object]) -> PartFinding:
    settings = Settings.model_validate({"helpdesk": helpdesk})
    (found,) = [one async for one in examine(settings, ["helpdesk"])]
    return found


class TestTheHelpdesk:
    async def test_is_well_with_our_own_hours_or_without_a_desk(self) -> None:
        none, builtin = await finding({}), await finding({"kind": "builtin"})

        assert none.well
        assert builtin.well
        assert "support" in builtin.detail

    async def test_is_not_well_with_a_file_that_cannot_be_used(self, tmp_path: Path) -> None:
        found = await finding({"kind": "builtin", "file": tmp_path / "desk.yml"})

        assert not found.well
        assert "does not exist" in found.detail
        assert "COMPTOIR_HELPDESK__FILE" in found.mend
