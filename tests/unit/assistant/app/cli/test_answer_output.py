from dataclasses import replace
from io import StringIO

import orjson
import pytest
from rich.console import Console

from assistant.app.cli.answer_output import as_dict, show
from assistant.app.compose.answer_engine import SingleAnswer
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Card, Source
from tests.support.seeds.conversation_events import replied

SOURCE = Source(
    title="Retours [2026]", url="/fr/aide/retours", quote="sous 30 jours", language="fr", score=0.9
)
CARD = Card(
    product_id="p1",
    title="Robe [bio]",
    subtitle="",
    price="45,00 €",
    availability="En stock",
    url="/fr/produits/robe",
)
ASKED = SingleAnswer(
    reply=replace(replied("r1", "m1"), sources=(SOURCE,), cards=(CARD,), quick_replies=("Oui",)),
    sources=(SOURCE,),
    intent="question",
    confidence=0.9,
    latency_ms=4.25,
)


class TestAnAnswerAsJson:
    def test_has_everything_a_program_needs(self) -> None:
        line = orjson.loads(orjson.dumps(as_dict("q1", ASKED)))

        assert line == {
            "id": "q1",
            "kind": "answered",
            "reason": None,
            "text": "Vous avez 30 jours.",
            "language": "fr",
            "intent": "question",
            "confidence": 0.9,
            "sources": [
                {
                    "title": "Retours [2026]",
                    "url": "/fr/aide/retours",
                    "quote": "sous 30 jours",
                    "language": "fr",
                    "score": 0.9,
                }
            ],
            "cards": [
                {
                    "product_id": "p1",
                    "title": "Robe [bio]",
                    "subtitle": "",
                    "price": "45,00 €",
                    "availability": "En stock",
                    "url": "/fr/produits/robe",
                    "image_url": "",
                    "add": "",
                }
            ],
            "quick_replies": ["Oui"],
            "latency_ms": 4.25,
        }

    def test_says_why_it_does_not_know(self) -> None:
        reply = replace(ASKED.reply, kind=ReplyKind.ABSTAINED, reason=Reason.NO_EVIDENCE)

        line = orjson.loads(orjson.dumps(as_dict(7, replace(ASKED, reply=reply))))

        assert (line["id"], line["kind"], line["reason"]) == (7, "abstained", "no_evidence")


class TestAnAnswerForPeople:
    def test_prints_the_words_alone_and_the_rest_beside_them(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        beside = StringIO()

        show(ASKED, Console(file=beside, width=200))

        assert capsys.readouterr().out == "Vous avez 30 jours.\n"
        assert "• Robe [bio] · 45,00 € · En stock · /fr/produits/robe" in beside.getvalue()
        assert "Retours [2026] /fr/aide/retours (0.90)" in beside.getvalue()
        assert "answered, question 0.90, 4.2 ms" in beside.getvalue()
