from dataclasses import replace
from io import StringIO
from pathlib import Path

import orjson
import pytest
from pydantic import ValidationError

from assistant.app.compose.answer_engine import SingleAnswer
from assistant.app.evaluation.golden_questions import (
    GoldenOutcome,
    GoldenQuestion,
    Report,
    read_sets,
)
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card, Source
from tests.support.seeds.conversation_events import replied

SOURCE = Source(
    title="Retours", url="/fr/aide/retours", quote="sous 30 jours", language="fr", score=0.9
)
CARD = Card(
    product_id="p1",
    title="Robe Ondine",
    subtitle="Rouge",
    price="45,00\u202f€",
    availability="En stock",
    url="/fr/produits/robe-ondine",
)


def outcome(
    *,
    answerable: bool = True,
    kind: ReplyKind = ReplyKind.ANSWERED,
    source: tuple[str, ...] = (),
    says: tuple[str, ...] = (),
    sources: tuple[Source, ...] = (SOURCE,),
    cards: tuple[Card, ...] = (),
) -> GoldenOutcome:
    golden = GoldenQuestion(
        ask="Combien de jours ?", language="fr", answerable=answerable, source=source, says=says
    )
    reply = replace(replied("r1", "m1"), kind=kind, text="Vous avez 30 jours.", cards=cards)
    asked = SingleAnswer(
        reply=reply, sources=sources, intent="question", confidence=0.9, latency_ms=4.0
    )
    return GoldenOutcome(golden=golden, asked=asked)


class TestAnAnswer:
    def test_is_right_if_it_says_what_the_set_says_from_where_it_says(self) -> None:
        assert outcome(source=("aide/retours",), says=("90 jours", "30 JOURS")).right

    @pytest.mark.parametrize(
        "wrong",
        [
            outcome(source=("aide/livraison",)),
            outcome(says=("90 jours",)),
            outcome(source=("aide/retours",), sources=()),
            outcome(answerable=False),
            outcome(kind=ReplyKind.ABSTAINED),
        ],
    )
    def test_is_wrong_otherwise(self, wrong: GoldenOutcome) -> None:
        assert not wrong.right

    def test_may_say_it_in_its_quote_or_on_a_card_however_it_is_spaced(self) -> None:
        assert outcome(says=("sous 30 jours",)).right
        assert outcome(says=("45,00 €",), cards=(CARD,)).right
        assert outcome(says=("robe ondine",), cards=(CARD,)).right

    @pytest.mark.parametrize(
        "kind", [ReplyKind.ABSTAINED, ReplyKind.HANDED_OFF, ReplyKind.REFUSED, ReplyKind.ASKED]
    )
    def test_that_claims_nothing_is_right_where_nothing_can_be_known(self, kind: ReplyKind) -> None:
        assert outcome(answerable=False, kind=kind, sources=()).right


class TestTheReport:
    REPORT = Report(
        outcomes=(
            outcome(says=("30 jours",)),
            outcome(says=("90 jours",)),
            outcome(kind=ReplyKind.ABSTAINED),
            outcome(answerable=False, kind=ReplyKind.ABSTAINED),
            outcome(answerable=False),
        )
    )

    def test_counts_answers_and_abstentions(self) -> None:
        assert self.REPORT.measures() == {
            "answerable": 3,
            "unanswerable": 2,
            "answered": 2 / 3,
            "answered_right": 1 / 3,
            "abstention_precision": 1 / 2,
            "abstention_recall": 1 / 2,
        }

    def test_of_nothing_divides_by_nothing(self) -> None:
        assert set(Report(outcomes=()).measures().values()) == {0}

    def test_names_what_missed_for_people(self) -> None:
        written = StringIO()
        self.REPORT.write(written, as_json=False)

        assert written.getvalue().count("missed: Combien de jours ?") == 3
        assert "answered_right         0.333" in written.getvalue()

    def test_is_one_line_for_programs(self) -> None:
        written = StringIO()
        self.REPORT.write(written, as_json=True)

        assert written.getvalue().count("\n") == 1
        assert orjson.loads(written.getvalue()) == self.REPORT.measures()


class TestAGoldenSet:
    def test_is_every_file_of_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "answers").mkdir()
        for name in ("b", "a"):
            line = f"- {{ask: {name}, language: fr, answerable: true}}\n"
            (tmp_path / f"answers/{name}.yml").write_text(line)

        assert [golden.ask for golden in read_sets(tmp_path)] == ["a", "b"]

    def test_refuses_names_it_does_not_know(self, tmp_path: Path) -> None:
        (tmp_path / "answers").mkdir()
        (tmp_path / "answers/a.yml").write_text(
            "- {ask: a, language: fr, answerable: true, sources: [x]}\n"
        )

        with pytest.raises(ValidationError, match="sources"):
            read_sets(tmp_path)
