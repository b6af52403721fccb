import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import assistant
from assistant.commerce.customer import PaymentKind
from assistant.commerce.order import OrderStatus, RequestKind, ShipmentStatus
from assistant.conversation.message import Language
from assistant.operations.texts import explain, texts
from assistant.operations.types import Refusal

LANGUAGES: tuple[Language, ...] = get_args(Language)


def codes_in_code() -> Iterator[str]:
    """Yield every code that the assistant's source makes a refusal with."""
    for file in sorted(Path(assistant.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Refusal":
                continue
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)
    yield from (f"is_{one}" for one in OrderStatus)
    yield from (f"after_{one}" for one in RequestKind)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class TestTexts:
    def test_say_the_same_in_both_languages(self) -> None:
        french, english = (texts(one) for one in LANGUAGES)

        assert set(french) == set(english)
        wrong = [n for n in french if placeholders(french[n]) != placeholders(english[n])]
        assert wrong == []

    def test_are_all_written(self) -> None:
        for language in LANGUAGES:
            assert [name for name, text in texts(language).items() if not text.strip()] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_explain_every_refusal_that_code_makes(self, language: Language) -> None:
        codes = set(codes_in_code())

        assert len(codes) >= 25
        assert {code for code in codes if f"refusals.{code}" not in texts(language)} == set()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_name_every_state_and_method(self, language: Language) -> None:
        named = texts(language)

        for section, kinds in (
            ("statuses", OrderStatus),
            ("shipments", ShipmentStatus),
            ("methods", PaymentKind),
        ):
            assert {one for one in kinds if f"{section}.{one}" not in named} == set()

    def test_fill_their_placeholders(self) -> None:
        refusal = Refusal(code="window_closed", values={"number": "#1", "days": "30"})

        assert explain(refusal, "en") == (
            "Order #1 was delivered more than 30 days ago: this is no longer possible."
        )
