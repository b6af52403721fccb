from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.kit.settings.rule_file import NO_YAML, RuleTextError, read_rules, read_text


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = 30


class FileError(RuleTextError):
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


class TestFaults:
    @pytest.mark.parametrize(
        ("written", "kind", "path", "line", "is_key"),
        [
            ("\ndays: x", "int_parsing", "days", 2, False),
            ("days: 1\nday: 2", "extra_forbidden", "day", 2, True),
            ("days: 1\nmore: [", NO_YAML, "", 2, False),
        ],
    )
    def test_have_their_place_in_the_text(
        self, written: str, kind: str, path: str, line: int, *, is_key: bool
    ) -> None:
        with pytest.raises(FileError) as refused:
            read_text(Rules, written, FileError, source="COMPTOIR_SHOP__RULE_TEXT")

        [fault] = refused.value.faults
        assert (fault.kind, fault.path, fault.line, fault.is_key) == (kind, path, line, is_key)
