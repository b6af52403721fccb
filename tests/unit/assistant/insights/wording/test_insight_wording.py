"""What values are called."""

from dataclasses import replace
from typing import get_args

import pytest

from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.insights.analysis_rows import Origin, SignalType
from assistant.insights.aspects.aspect_labels import Aspect
from assistant.insights.insight import EffectVerdict, Kind, Owner, Status, Subject, Unit
from assistant.insights.signals.signal_patterns import table
from assistant.insights.wording.insight_wording import (
    Names,
    called,
    label,
    region_name,
    sentence,
)
from assistant.insights.wording.texts import texts

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES = Names(products={"p1": "Robe Margaux", "p2": "Lampe Ada"}, topics={"t1": "colis"})


def known() -> list[str]:
    """Return the name of every text that some value needs."""
    sections = {
        "kind": Kind,
        "says": Kind,
        "todo": Kind,
        "signal": SignalType,
        "aspect": Aspect,
        "reply": ReplyKind,
        "unit": Unit,
        "owner": Owner,
        "status": Status,
        "verdict": EffectVerdict,
        "origin": Origin,
        "attribute": table("attributes"),
        "price": table("price"),
        "defect": (*table("defect"), "other"),
        "delivery": (*table("delivery"), *table("returns"), "other"),
    }
    return [f"{section}.{name}" for section, names in sections.items() for name in names]


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryValue:
    def test_has_a_word(self, language: Language) -> None:
        assert [name for name in known() if name not in texts(language)] == []


class TestAValue:
    def test_of_a_closed_list_is_said_in_the_readers_language(self) -> None:
        about = Subject(product_id="p1", value="zip")

        assert called(Kind.DEFECT_CLUSTER, about, NAMES, "fr") == "fermeture éclair"
        assert label(Kind.DEFECT_CLUSTER, about, NAMES, "en") == "Robe Margaux · zip"

    def test_that_customers_said_stays_as_they_said_it(self) -> None:
        assert called(Kind.UNMET_DEMAND, Subject(value="glass"), NAMES, "fr") == "glass"
        assert called(Kind.VOCABULARY_GAP, Subject(value="late"), NAMES, "fr") == "late"

    def test_that_customers_looked_for_is_written_as_they_write_it(self) -> None:
        names = replace(NAMES, written={"combinaison plongee": "combinaisons de plongée"})
        wanted = Subject(value="combinaison plongee")

        assert called(Kind.UNMET_DEMAND, wanted, names, "fr") == "combinaisons de plongée"
        assert label(Kind.VOCABULARY_GAP, wanted, names, "en") == "combinaisons de plongée"

    @pytest.mark.parametrize(
        ("code", "named"),
        [("BE", "Belgique"), ("FR-29", "France (29)"), ("Finistère", "Finistère"), ("", "")],
    )
    def test_of_a_region_is_its_name(self, code: str, named: str) -> None:
        assert region_name(code, "fr") == named
        late = sentence(Kind.REGIONAL_PAIN, Subject(region=code, value="late"), NAMES, "fr")
        assert late.startswith(named)

    def test_of_two_pages_names_both(self) -> None:
        pages = Subject(value="Retours | CGV")

        assert called(Kind.CONTRADICTION, pages, NAMES, "fr") == "Retours / CGV"


class TestASentence:
    def test_names_a_language_as_french_does(self) -> None:
        spanish = sentence(Kind.LANGUAGE_DEMAND, Subject(language="es"), NAMES, "fr")

        assert spanish.startswith("Les questions en espagnol restent")
        assert label(Kind.LANGUAGE_DEMAND, Subject(language="es"), NAMES, "fr") == "Espagnol"

    def test_keeps_quotes_and_signs_with_their_words(self) -> None:
        wanted = sentence(Kind.UNMET_DEMAND, Subject(value="tuba"), NAMES, "fr")

        assert wanted == (
            "Des clients cherchent «\u00a0tuba\u00a0», et rien de ce qui est vendu n\u2019y répond."
        )
