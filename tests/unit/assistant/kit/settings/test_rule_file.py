from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.kit.settings.rule_file import read_rules


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = 30


class FileError(ValueError):
    pass


def read(path: Path) -> Rules:
    return read_rules(Rules, path, FileError, named_by="COMPTOIR_SHOP__RULES")


class TestAFileOfRules:
    def test_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "rules.yml").write_text("days: 14")

        assert read(tmp_path / "rules.yml").days == 14

    @pytest.mark.parametrize(
        ("written", "says"),
        [
            (None, "does not exist; COMPTOIR_SHOP__RULES names it"),
            ("days: [", "cannot be read"),
            ("days: soon", "days: Input should be a valid integer"),
            ("dys: 3", "dys: Extra inputs"),
            ("- 3", "Input should be a valid dictionary"),
        ],
    )
    def test_that_cannot_be_used_says_what_to_mend(
        self, tmp_path: Path, written: str | None, says: str
    ) -> None:
        path = tmp_path / "rules.yml"
        if written is not None:
            path.write_text(written)

        with pytest.raises(FileError, match=says):
            read(path)
