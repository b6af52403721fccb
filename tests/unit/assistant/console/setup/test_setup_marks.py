from pathlib import Path

from assistant.console.setup.setup_marks import SetupMarks, judged


class TestMarks:
    def test_are_taken_away_one_by_one(self, tmp_path: Path) -> None:
        marks = SetupMarks(tmp_path)
        marks.add("look", "kept")
        marks.add(judged("en", "jobs"), "right")

        marks.drop(judged("en", "jobs"))
        marks.drop("tag")

        assert marks.read() == {"look": "kept"}
