"""How well constraints, languages and follow-ups are read, on messages written for it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.conversation.message import Language
from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.follow_up import leans_on_previous
from assistant.understanding.languages.language_detector import detect
from assistant.understanding.types import Constraints
from retrieval.catalogue.vocabulary import Vocabulary

pytestmark = pytest.mark.slow  # an evaluation, held to its threshold

_HERE = Path(__file__).parent


class TestConstraints:
    def test_are_read_exactly_in_nearly_all_messages(self) -> None:
        document = _load("constraints")
        shop = _vocabulary(document["vocabulary"])
        wrong = []
        for case in document["cases"]:
            language: Language = "fr" if "fr" in case else "en"
            read = read_constraints(case[language], shop, language).constraints
            if read != _wanted(case):
                wrong.append(f"{case[language]}: {read}")

        assert len(document["cases"]) >= 120
        assert len(wrong) <= 0.04 * len(document["cases"]), "\n".join(["", *wrong])


class TestLanguage:
    def test_of_short_messages_is_told(self) -> None:
        """The default is the wrong language every time: words alone must tell."""
        document = _load("language")
        cases: list[tuple[str, Language | None, Language]] = [
            (text, None, language) for language in ("fr", "en") for text in document[language]
        ]
        cases += [(c["text"], c.get("carried"), c["is"]) for c in document["carried"]]
        wrong = [
            text
            for text, carried, wanted in cases
            if detect(text, carried=carried, default="en" if wanted == "fr" else "fr") != wanted
        ]

        assert len(cases) >= 100
        assert len(wrong) <= 0.05 * len(cases), wrong


class TestFollowUps:
    def test_are_told_from_messages_that_stand_alone(self) -> None:
        document = _load("follow_up")
        missed = [text for text in document["leans"] if not _leans(text)]
        mistaken = [text for text in document["stands_alone"] if _leans(text)]

        assert len(missed) <= 0.1 * len(document["leans"]), missed
        assert len(mistaken) <= 0.03 * len(document["stands_alone"]), mistaken


def _leans(text: str) -> bool:
    shop = _vocabulary(_load("constraints")["vocabulary"])
    return leans_on_previous(text, read_constraints(text, shop, detect(text)))


def _wanted(case: dict[str, Any]) -> Constraints:
    return Constraints(
        price_min_minor=case.get("min"),
        price_max_minor=case.get("max"),
        options=tuple((name, value) for name, value in case.get("options", ())),
        category=case.get("category", ""),
        in_stock=case.get("in_stock", False),
    )


def _vocabulary(fields: dict[str, Any]) -> Vocabulary:
    return Vocabulary(
        currency=fields["currency"],
        options=tuple((name, value) for name, value in fields["options"]),
        categories=tuple(fields["categories"]),
        titles=tuple((product_id, title) for product_id, title in fields["titles"]),
    )


def _load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((_HERE / f"{name}.yml").read_text())
    return document
