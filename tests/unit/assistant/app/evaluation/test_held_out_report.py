from dataclasses import replace
from io import StringIO
from typing import Any

import orjson
import pytest

from assistant.app.compose.answer_engine import SingleAnswer
from assistant.app.evaluation.held_out_report import HeldOutOutcome, HeldOutReport, Judgement
from assistant.app.evaluation.held_out_set import HeldOutQuestion
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card, Source
from tests.support.seeds.conversation_events import replied

QUOTE = Source(title="Retours", url="retours.md", quote="sous 14 jours", language="fr", score=0.9)
CARD = Card(
    product_id="p1", title="Robe", subtitle="Rouge", price="45,00\u202f€", availability="", url=""
)


def outcome(
    *,
    text: str = "L\u2019échange est offert.",
    kind: ReplyKind = ReplyKind.ANSWERED,
    shop: str = "mill",
    lang: str = "fr",
    real: bool = False,
    **facts: Any,  # noqa: ANN401  # fields of a question
) -> HeldOutOutcome:
    question = HeldOutQuestion.model_validate({"ask": "Combien ?", "lang": lang, **facts})
    reply = replace(replied("r1", "m1"), kind=kind, text=text, sources=(QUOTE,), cards=(CARD,))
    asked = SingleAnswer(
        reply=reply, sources=(QUOTE,), intent="question", confidence=0.9, latency_ms=4.0
    )
    return HeldOutOutcome(shop=shop, real=real, question=question, asked=asked)


SILENT = outcome(kind=ReplyKind.ABSTAINED, silent=True)
RIGHT = outcome(any=["14 jours"], lang="en", real=True)
WRONG = outcome(any=["30 jours"])
NONE = outcome(kind=ReplyKind.ASKED, any=["14 jours"], shop="press")
LOUD = outcome(silent=True)


class TestAnAnswer:
    @pytest.mark.parametrize(
        "facts",
        [
            {"all": ["l'échange", "14 JOURS", "45,00 €"]},
            {"any": ["30 jours", "robe"]},
            {"all": ["14 jours"], "any": ["offert"], "not": ["30 jours"]},
        ],
    )
    def test_is_right_with_every_fact_and_one_of_any_wherever_they_are_shown(
        self, facts: dict[str, Any]
    ) -> None:
        assert outcome(**facts).judgement is Judgement.RIGHT

    @pytest.mark.parametrize(
        "facts",
        [{"all": ["14 jours", "90"]}, {"any": ["30 jours"]}, {"any": ["14"], "not": ["offert"]}],
    )
    def test_is_wrong_without_one_or_with_a_wrong_one(self, facts: dict[str, Any]) -> None:
        assert outcome(**facts).judgement is Judgement.WRONG

    @pytest.mark.parametrize(
        "kind", [ReplyKind.ABSTAINED, ReplyKind.ASKED, ReplyKind.HANDED_OFF, ReplyKind.REFUSED]
    )
    def test_that_claims_nothing_is_none_or_rightly_silent(self, kind: ReplyKind) -> None:
        assert outcome(kind=kind, any=["14 jours"]).judgement is Judgement.NONE
        assert outcome(kind=kind, silent=True).judgement is Judgement.SILENT

    def test_is_loud_where_the_texts_are_silent(self) -> None:
        assert LOUD.judgement is Judgement.LOUD


class TestTheReport:
    REPORT = HeldOutReport(outcomes=(RIGHT, WRONG, NONE, SILENT, LOUD), without=("real-shop",))

    def test_counts_in_total_and_by_shop_language_pages_and_kind(self) -> None:
        rows = {(row.group, row.name): row for row in self.REPORT.rows()}

        total = rows["total", "all"]
        assert (total.answerable, total.right, total.wrong, total.none) == (3, 1, 1, 1)
        assert (total.unanswerable, total.silent) == (2, 1)
        assert total.rates() == {"right": 1 / 3, "wrong": 1 / 3, "none": 1 / 3, "silent": 1 / 2}
        assert rows["shop", "press"].none == 1
        assert rows["language", "en"].right == rows["pages", "real"].right == 1

    def test_shows_each_miss_with_its_reply_if_told_to(self) -> None:
        plain, shown = StringIO(), StringIO()
        self.REPORT.write(plain, as_json=False)
        self.REPORT.write(shown, as_json=False, show=True)

        assert "wrong: Combien ?" not in plain.getvalue()
        for miss in ("wrong: Combien ?", "none: Combien ?", "loud: Combien ?", "any ['30 jours']"):
            assert miss in shown.getvalue()
        assert "right: Combien" not in shown.getvalue()
        assert "without --data, not asked: real-shop" in plain.getvalue()

    def test_is_an_object_a_line_for_programs(self) -> None:
        written = StringIO()
        self.REPORT.write(written, as_json=True, show=True)

        lines = [orjson.loads(line) for line in written.getvalue().splitlines()]
        total = next(line for line in lines if line["group"] == "total")
        assert total["rates"]["silent"] == 0.5
        assert [one["judgement"] for one in lines if one["group"] == "miss"] == [
            "wrong",
            "none",
            "loud",
        ]

    def test_of_nothing_is_an_empty_table(self) -> None:
        assert HeldOutReport(outcomes=()).rows() == []
