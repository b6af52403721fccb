"""Why a part of a source was not read is said in French, too, whatever the reader was."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import retrieval.catalogue
from assistant.app.compose.search.shop_index import UnnamedCurrencyError
from assistant.console.setup import reason_words
from assistant.console.setup.reason_words import say_reason
from assistant.console.setup.setup_texts import say
from assistant.conversation.message import Language
from integrations.shops.shopify import client as shopify
from integrations.shops.woocommerce import client as woocommerce

READERS = Path(retrieval.catalogue.__file__).parent
SENTENCE = re.compile(r"^(it|its|a|an|one|more|remove|broken|there)\b.* (?=\w{3})")
LANGUAGES: tuple[Language, ...] = ("fr", "en")
GAP = re.compile(r"\{\w+\}")


def written() -> Iterator[str]:
    """Yield the reasons that readers name outright, with something in each gap."""
    for file in sorted(READERS.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Assign(targets=[ast.Name(id="reason" | "msg")], value=value):
                    yield from words(value)
                case ast.keyword(arg="reason", value=value) | ast.Raise(exc=ast.Call(args=[value])):
                    yield from words(value)
                case ast.Return(value=ast.Constant() | ast.JoinedStr() as value):
                    yield from (one for one in words(value) if SENTENCE.search(one))


def words(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(map(filled, parts))


def filled(part: ast.expr) -> str:
    """Return a part of an f-string, with something in its gap."""
    match part:
        case ast.FormattedValue(value=ast.IfExp(body=ast.Constant(value=text))):
            return str(text)
        case ast.Constant(value=text):
            return str(text)
    return "7"


class TestReasons:
    def test_of_every_reader_have_french_words(self) -> None:
        alone = {"7: 7", "77", "7"}  # each is made of other reasons
        reasons = set(written()) - alone

        assert len(reasons) > 25
        assert [one for one in reasons if say_reason(one, "fr")[1] != "fr"] == []

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_keep_their_gaps(self, language: str) -> None:
        file = Path(reason_words.__file__).parent / "resources" / f"reasons.{language}.yml"
        said: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))

        wrong = [
            one
            for one, words in said.items()
            if set(GAP.findall(one)) - {"{request}"} != set(GAP.findall(words))
        ]
        assert wrong == []

    @pytest.mark.parametrize("hint", [*woocommerce.HINTS.values(), *shopify.HINTS.values()])
    def test_of_a_shop_system_name_no_setting(self, hint: str) -> None:
        answered = f"Shopify answered Catalogue with status 401: {hint}"

        for language in LANGUAGES:
            said, spoken = say_reason(f"{answered} (what was read before is kept)", language)
            assert spoken == language
            assert "COMPTOIR_" not in said
            assert "Catalogue" not in said

    @pytest.mark.parametrize(
        ("reason", "french"),
        [
            (
                "Variant Price: 'many' is not a price: write it as 89.00 or 89,00 €",
                "Variant Price : 'many' n’est pas un prix : écrivez-le comme 89.00 ou 89,00 €",
            ),
            ("product 3: it has no sku: fill it in", "produit 3 : le sku manque : remplissez-le"),
            (
                "it is no sitemap: there is no XML in it",
                "ce n’est pas un plan de site : il n’y a pas de XML dedans",
            ),
        ],
    )
    def test_inside_others_are_said_as_well(self, reason: str, french: str) -> None:
        assert say_reason(reason, "fr") == (french, "fr")
        assert say_reason(reason, "en") == (reason, "en")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_prices_without_a_currency_name_the_step(self, language: Language) -> None:
        said, spoken = say_reason(str(UnnamedCurrencyError("products.csv")), language)

        assert spoken == language
        assert "products.csv" in said
        assert say("steps.shop", language) in said
        assert "COMPTOIR_" not in said

    def test_that_nobody_translated_stay_english(self) -> None:
        assert say_reason("the moon is full", "fr") == ("the moon is full", "en")
