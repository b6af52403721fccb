"""Passages in memory are found beside those of the index, and weighed as they are."""

from pathlib import Path

import pytest

from retrieval.index.index_build import build
from retrieval.searching.live_passages import LivePassage, LivePassages, QuestionText
from retrieval.searching.search import LIVE, LiveIndex, Searcher
from retrieval.types import Evidence, PassageId
from tests.support.memory.exact_store import MemoryStores
from tests.unit.retrieval.making import WordEncoder, page

ENCODER = WordEncoder()
SHOP = [
    page("## Délai\n\nVous avez 30 jours pour retourner un article."),
    page("La livraison coûte 5,90 €.", name="shipping", title="Livraison"),
]


def live(
    question: str, text: str, *, source: str = "dogs", language: str = "fr", number: int = 0
) -> LivePassage:
    written = QuestionText(
        passage_id=PassageId(f"{source}:{number}"),
        source_id=source,
        language=language,
        wording=question,
        heading=question,
        text=text,
        url="",
    )
    wording = written.wording_of()
    return written.passage(wording, {one: ENCODER.encode_passage(one) for one in wording.encoded})


DOGS = live("Les chiens sont-ils admis ?", "Oui, les chiens en laisse. Ils ont de l'eau.")


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    stores = MemoryStores()
    build(SHOP, encoder=ENCODER, root=tmp_path, stores=stores)
    return LiveIndex(tmp_path, ENCODER.name, stores=stores).current()


async def find(searcher: Searcher, question: str, *passages: LivePassage) -> list[Evidence]:
    vector = ENCODER.encode_query(question)
    found = await searcher.search(question, vector, language="fr", live=LivePassages(passages))
    return list(found)


class TestALivePassage:
    async def test_is_found_first_where_it_says_what_is_asked(self, searcher: Searcher) -> None:
        first, *_ = await find(searcher, "les chiens sont admis ?", DOGS)

        assert first.passage is DOGS.passage
        assert first.lexical > 0
        assert [one.text for one in first.passage.sentences] == [
            "Oui, les chiens en laisse.",
            "Ils ont de l'eau.",
        ]

    async def test_takes_no_place_of_a_page(self, searcher: Searcher) -> None:
        alone = await find(searcher, "combien coûte la livraison ?")

        beside = await find(searcher, "combien coûte la livraison ?", DOGS)

        assert [one for one in beside if one.passage is not DOGS.passage] == alone
        assert beside[0].passage.title == "Livraison"

    async def test_in_another_wording_of_its_question_is_found_once(
        self, searcher: Searcher
    ) -> None:
        other = live("Puis-je venir avec mon chien ?", "Oui, les chiens en laisse.", number=1)

        found = await find(searcher, "je peux venir avec mon chien ?", DOGS, other)

        assert [one.passage for one in found if one.passage.source_id == "dogs"] == [other.passage]

    async def test_is_one_of_a_few(self, searcher: Searcher) -> None:
        many = [live(f"Les chiens {n} ?", "Oui, en laisse.", source=f"{n}") for n in range(9)]

        found = await find(searcher, "les chiens ?", *many)

        assert len([one for one in found if one.passage.source_id.isdigit()]) == LIVE

    async def test_may_be_in_a_language_that_no_page_is_in(self, searcher: Searcher) -> None:
        spanish = live("¿Admiten perros?", "Sí, con correa.", language="es")

        found = await find(searcher, "perros", spanish)

        assert spanish.passage in [one.passage for one in found]


async def test_no_live_passage_changes_nothing(searcher: Searcher) -> None:
    vector = ENCODER.encode_query("retourner un article")

    alone = await searcher.search("retourner un article", vector, language="fr")

    assert await find(searcher, "retourner un article") == list(alone)
