"""Phrases that people stumbled over stand in no text that they see."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GONE = (
    "une personne a été demandée",
    "continuer là-bas",
    "en ses mots",
    "@ pour citer",
    "personne ne travaille sur rien",
    "sur 2 seulement",
    "mettre une autre table",
    "jusqu'où",
    "marchandisage",
    "go on there",
    "found too dear",
    "say better what it is worth",
    "the same: for",
)

PARTED = re.compile(r"(?<=\S) (?!::)(?=[:;?!»]+(?:\s|$|[,.)\"'<]))|(?<=«) |(?<=[\d}]) (?=[€%])")
"""Where a line of French could end before its mark."""


def seen_texts() -> Iterator[Path]:
    """Yield every file with words for customers and the shop's people; theirs are none of ours."""
    for folder in ("assistant", "integrations"):
        for ending in ("*.yml", "*.html", "*.js", "*texts.py"):
            for path in (ROOT / folder).rglob(ending):
                if not {"node_modules", "understanding", "content"} & set(path.parts):
                    yield path


def test_are_in_no_text_that_people_see() -> None:
    paths = list(seen_texts())
    read = {
        path: path.read_text(encoding="utf-8").lower().replace("’", "'") for path in paths
    }  # as print has it

    assert len(paths) > 100
    assert [(str(path), one) for path, text in read.items() for one in GONE if one in text] == []


def test_never_end_a_line_of_french_before_its_mark_on_the_console() -> None:
    paths = list((ROOT / "assistant/console").rglob("texts.fr.yml"))
    lines = [line for one in paths for line in one.read_text(encoding="utf-8").splitlines()]

    assert len(paths) > 10
    assert [line for line in lines if PARTED.search(line.partition(": ")[2])] == []
