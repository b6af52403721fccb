"""What the commands of trials print: in the reader's language, and nothing left out."""

from dataclasses import replace
from io import StringIO
from zoneinfo import ZoneInfo

import orjson
import pytest
from rich.console import Console

from assistant.app.cli.trying.trial_output import (
    show_trial,
    trial_as_dict,
)
from assistant.commerce.shop_effects import CancelOrder
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.message import Language
from assistant.messages.trials.trial import TriedTurn
from assistant.messages.trials.turn_trace import EscalatedFact, TraceStep
from tests.support.seeds.conversation_events import NOON, replied

PARIS = ZoneInfo("Europe/Paris")
STEP = TraceStep(
    fact=EscalatedFact(reason="asked_for_person", rule="asked", at_once=True), began_ms=0, ms=1.25
)
TRIED = TriedTurn(
    events=(),
    followed=(replied("r1", "m1"),),
    receipts=(),
    steps=(STEP,),
    done=(CancelOrder(order_id=OrderId("o1"), version="1", reason="mistake"),),
    codes=("123456",),
    baskets=2,
    at=NOON,
    ms=4.25,
)


def page() -> tuple[Console, StringIO]:
    written = StringIO()
    return Console(file=written, highlight=False, soft_wrap=True), written


class TestATrial:
    @pytest.mark.parametrize(
        ("language", "lines"),
        [
            (
                "fr",
                (
                    "Non exécuté, car c'est un essai\u00a0: Annuler une commande",
                    "Le code serait 123456.",
                    "(2)",
                    "Tout de suite",
                    "4,2 ms",
                ),
            ),
            (
                "en",
                (
                    "Not carried out, as this is a trial: Cancel an order",
                    "The code would be 123456.",
                    "(2)",
                    "At once",
                    "4.2 ms",
                ),
            ),
        ],
    )
    def test_is_told_in_the_readers_language(
        self, capsys: pytest.CaptureFixture[str], language: Language, lines: tuple[str, ...]
    ) -> None:
        console, written = page()

        show_trial("Annulez [ma] commande", TRIED, console, language=language, zone=PARIS)

        assert "> Annulez [ma] commande" in written.getvalue()
        assert [one for one in lines if one not in written.getvalue()] == []
        assert capsys.readouterr().out.strip() == TRIED.followed[0].text  # type: ignore[union-attr]

    def test_without_a_reply_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        console, _ = page()

        show_trial("...", replace(TRIED, followed=()), console, language="fr", zone=PARIS)

        assert capsys.readouterr().out == "L'assistant ne dit rien.\n"

    def test_is_an_object_for_a_program(self) -> None:
        line = orjson.loads(orjson.dumps(trial_as_dict("Annulez", TRIED)))

        assert (line["kind"], line["effects"], line["ms"]) == ("answered", ["cancel_order"], 4.25)
        assert line["steps"][0]["step"]["type"] == "escalated"
