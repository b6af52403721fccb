"""How templates are loaded."""

from pathlib import Path

import jinja2
import pytest

from assistant.console.shell.page_templates import environment


class TestATemplate:
    def test_is_compiled_once_for_both_languages(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "one.html").write_text("<p>{{ word }}</p>")
        first = environment(tmp_path).get_template("one.html").render(word="un")
        monkeypatch.setattr(jinja2.Environment, "compile", None)

        assert (first, environment(tmp_path).get_template("one.html").render(word="one")) == (
            "<p>un</p>",
            "<p>one</p>",
        )

    def test_that_changed_is_compiled_anew(self, tmp_path: Path) -> None:
        for text in ("before", "after"):
            (tmp_path / "one.html").write_text(text)

            assert environment(tmp_path).get_template("one.html").render() == text
