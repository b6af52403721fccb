"""Imported texts become rows, and enough of them an insight."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.insights.analysis_rows import MessageRow, SignalRow
from assistant.insights.imports.text_import import read_file
from assistant.insights.insight import Kind, Subject, Window
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.projection.text_rows import TextProjection
from assistant.insights.rounds.build_findings import find_all
from tests.support.seeds.insight_rows import TODAY, build_rows, open_lake

BOTTLE = "bottle"
CONTENT = (
    "Très jolie gourde, je la recommande.",
    "Garde l'eau fraîche toute la journée.",
    "Belle couleur et bonne prise en main.",
    "Parfaite pour la randonnée.",
    "Light and easy to clean.",
    "Lovely colour, my son likes it.",
    "Good value for money.",
)
LEAKS = {
    "fuit": (
        "La gourde fuit dans mon sac.",
        "Elle fuit par le bouchon.",
        "Gourde qui fuit dès le premier jour.",
        "Ça fuit dès qu'on la couche.",
        "Déçue, elle fuit.",
        "Le bouchon fuit, tout mon sac est trempé.",
        "Ma gourde fuit, je la renvoie.",
        "Une fuite au niveau du joint.",
    ),
    "pas étanche": (
        "La gourde n'est pas étanche.",
        "Pas étanche du tout, sac trempé.",
        "Elle n'est pas étanche quand on la couche.",
        "Le bouchon n'est pas étanche.",
        "Pas étanche, je suis déçue.",
        "Annoncée étanche, elle n'est pas étanche.",
        "Le couvercle n'est plus étanche après un mois.",
        "Vraiment pas étanche.",
    ),
    "prend l'eau": (
        "La housse prend l'eau.",
        "Elle prend l'eau par le bas.",
        "Ça prend l'eau à la première averse.",
        "Le fond prend l'eau, je suis déçue.",
        "Elle prend l'eau dès qu'il pleut.",
        "Prend l'eau, à éviter.",
        "La poche laisse passer l'eau.",
        "Elle prend l'eau par la couture.",
    ),
    "not watertight": (
        "The bottle is not watertight.",
        "It isn't watertight, my bag was soaked.",
        "Not watertight at all.",
        "The lid is not watertight.",
        "It leaks in my bag.",
        "The cap leaks, very disappointed.",
        "Water comes out of the lid.",
        "The bottle leaked all over my papers.",
    ),
}


class TestOneImportedFile:
    @pytest.mark.parametrize("words", LEAKS)
    def test_of_fifteen_reviews_of_a_bottle_of_which_eight_say_that_it_leaks_gives_an_insight(
        self, reader: TextReader, tmp_path: Path, words: str
    ) -> None:
        texts = [*LEAKS[words], *CONTENT]
        days = [TODAY - timedelta(days=1 + 11 * number) for number in range(len(texts))]
        lines = [f'{BOTTLE},"{text}",{day}' for text, day in zip(texts, days, strict=True)]
        file = tmp_path / "reviews.csv"
        file.write_text("\n".join(["product,review,date", *lines]), encoding="utf-8")
        projection = TextProjection(reader=reader)
        messages, signals = list[MessageRow](), list[SignalRow]()
        for text in read_file(file, secret=b"0" * 32, names=True):
            rows = projection.rows(text)
            messages += rows.messages
            signals += rows.signals
        build_rows(tmp_path / "rows", messages, signals)
        lake = open_lake(tmp_path / "rows")

        found = find_all(lake, Window.before(TODAY, days=490), kinds={Kind.DEFECT_CLUSTER})
        lake.close()

        [one] = found
        assert one.subject == Subject(product_id=BOTTLE, value="leak")
        assert (one.measure.count, one.measure.of) == (8, 15)
