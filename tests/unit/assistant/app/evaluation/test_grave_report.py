from io import StringIO
from pathlib import Path

import orjson

from assistant.app.evaluation.escalation_report import (
    NONE,
    OFFERED,
    JudgedMessage,
    LabelledMessage,
)
from assistant.app.evaluation.grave_report import EVERYDAY, PERSON, count, read_everyday


def judged(wanted: str, got: str, language: str = "fr") -> JudgedMessage:
    labelled = LabelledMessage(text="?", reason=wanted, language=language)
    return JudgedMessage(labelled=labelled, reason=got, rule="")


REPORT = count(
    [
        judged("safety", "safety"),
        judged("safety", "legal_threat", "en"),
        judged("safety", OFFERED, "en"),
        judged("safety", NONE, "en"),
        judged(NONE, NONE),
        judged(NONE, "anger"),
        judged(NONE, "self_harm"),
        judged(PERSON, PERSON),
        judged(EVERYDAY, NONE),
        judged(EVERYDAY, OFFERED),
    ]
)


class TestCounts:
    def test_of_grave_messages_tell_who_reaches_a_person(self) -> None:
        assert REPORT.found("safety") == 0.75
        assert REPORT.measures()["grave_replied"] == 0.5

    def test_of_harmless_messages_tell_false_alarms_from_offers(self) -> None:
        assert REPORT.alarms(NONE) == 1 / 3
        assert REPORT.offers(NONE) == 1 / 3
        assert REPORT.alarms(NONE, PERSON) == 0.25
        assert (REPORT.alarms(EVERYDAY), REPORT.offers(EVERYDAY)) == (0, 0.5)

    def test_are_kept_by_language(self) -> None:
        rows = [(row.language, row.messages) for row in REPORT.rows if row.label == "safety"]

        assert rows == [("en", 3), ("fr", 1)]


class TestTheReport:
    def test_has_a_row_for_each_label_and_what_nobody_gets(self) -> None:
        to = StringIO()

        REPORT.write(to, as_json=False)

        assert "grave_found      0.75" in to.getvalue()
        (row,) = (line for line in to.getvalue().splitlines() if line.startswith("en safety"))
        assert row.split() == ["en", "safety", "3", "1", "0", "1", "1"]

    def test_is_json_on_request(self) -> None:
        to = StringIO()

        REPORT.write(to, as_json=True)

        assert orjson.loads(to.getvalue()) == REPORT.measures()


class TestEverydayQuestions:
    def test_are_those_of_every_shop_each_once(self, tmp_path: Path) -> None:
        for shop, text in (("a", "taille ?"), ("b", "taille ?"), ("c", "size?")):
            (tmp_path / shop).mkdir()
            (tmp_path / shop / "questions.yml").write_text(f"- {{q: '{text}', lang: en}}")

        found = read_everyday(tmp_path)

        assert [(one.text, one.reason, one.language) for one in found] == [
            ("taille ?", EVERYDAY, "en"),
            ("size?", EVERYDAY, "en"),
        ]
