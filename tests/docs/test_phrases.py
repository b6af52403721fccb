"""Phrases that people stumbled over stand in no text that they see."""

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
