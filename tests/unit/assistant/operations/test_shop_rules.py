from pathlib import Path

import pytest

from assistant.operations.shop_rules import DEFAULT, RulesFileError, load_rules

WRITTEN = DEFAULT.read_text(encoding="utf-8")


class TestRules:
    def test_have_defaults(self) -> None:
        rules = load_rules()

        assert rules.returns.window_days == 30
        assert rules.terms.refund_days == (5, 7)
        assert rules.terms.return_refund_days == rules.returns.refund_days

    def test_are_read_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.yml"
        file.write_text(WRITTEN.replace("window_days: 30", "window_days: 14"), encoding="utf-8")

        assert load_rules(file).returns.window_days == 14

    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("window_days: 30", "window_days: 0", "returns.window_days"),
            ("window_days: 30", "windows_days: 30", "returns.windows_days"),
            ("statuses: [pending]", "statuses: [open]", "cancel.statuses.0"),
            ("refund_to: [original", "refund_to: [cash", "returns.refund_to.0"),
            ("methods: [signed_in", "methods: [trust", "identity.methods.0"),
            ("window_days: 30", "seasons: [{until: 13-01}]", "returns.seasons.0.until"),
            ("confirm_minutes: 30", "confirm_minutes: never", "confirm_minutes"),
        ],
    )
    def test_name_the_line_that_is_wrong(
        self, tmp_path: Path, old: str, new: str, named: str
    ) -> None:
        file = tmp_path / "rules.yml"
        file.write_text(WRITTEN.replace(old, new, 1), encoding="utf-8")

        with pytest.raises(RulesFileError) as caught:
            load_rules(file)

        assert f"{named}: " in str(caught.value)

    def test_say_that_a_file_is_missing_or_unreadable(self, tmp_path: Path) -> None:
        with pytest.raises(RulesFileError, match="does not exist"):
            load_rules(tmp_path / "none.yml")
        broken = tmp_path / "rules.yml"
        broken.write_text("cancel: [", encoding="utf-8")
        with pytest.raises(RulesFileError, match="cannot be read"):
            load_rules(broken)

    def test_say_where_autonomy_is_kept(self, tmp_path: Path) -> None:
        file = tmp_path / "rules.yml"
        file.write_text(WRITTEN + "autonomy: {change_payment: human_only}\n", encoding="utf-8")

        with pytest.raises(RulesFileError, match="comptoir autonomy set FILE"):
            load_rules(file)
