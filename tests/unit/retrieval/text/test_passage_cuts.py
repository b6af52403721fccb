import re

from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.passage_cuts import TARGET_CHARS, PassageCut, chunk
from tests.unit.retrieval.making import page

_WORD = st.sampled_from(("retour", "délai", "article", "gratuit", "boutique", "colis", "échange"))
_SENTENCE = st.lists(_WORD, min_size=3, max_size=30).map(lambda w: f"{' '.join(w).capitalize()}.")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=12).map(" ".join)
_LIST = st.lists(_SENTENCE, min_size=1, max_size=8).map(
    lambda items: "\n".join(f"- {item}" for item in items)
)
_TABLE = st.lists(_SENTENCE, min_size=1, max_size=30).map(
    lambda cells: "| N | Mot |\n|---|---|\n" + "\n".join(f"| 1 | {cell} |" for cell in cells)
)
_HEADING = st.sampled_from(("# Retours", "## Délais", "### Frais", "## Colis"))
_DOCUMENT = st.lists(st.one_of(_PARAGRAPH, _LIST, _TABLE, _HEADING), max_size=8).map("\n\n".join)


def _cut(text: str, title: str = "Retours") -> tuple[PassageCut, ...]:
    return chunk(page(text, title=title))


def _sentences(cut: PassageCut) -> list[str]:
    return [cut.text[start:end] for start, end in cut.spans]


class TestChunk:
    def test_makes_a_passage_of_each_section(self) -> None:
        cuts = _cut("# Retours\n\nVous avez 30 jours.\n\n## Frais\n\nC'est gratuit.")

        assert [(cut.headings, cut.text) for cut in cuts] == [
            ((), "Vous avez 30 jours."),
            (("Frais",), "C'est gratuit."),
        ]

    def test_keeps_a_list_with_the_line_before_it(self) -> None:
        text = "Ne sont pas repris :\n\n- les bougies ;\n- les savons."

        (cut,) = _cut(text)

        assert cut.text == text
        assert _sentences(cut) == ["Ne sont pas repris :", "les bougies ;", "les savons."]

    def test_ends_at_a_paragraph_when_one_is_near(self) -> None:
        first, second = "Un mot de plus ici. " * 30, "Un autre mot encore là. " * 20

        cuts = _cut(f"{first.strip()}\n\n{second.strip()}")

        assert [cut.text for cut in cuts] == [first.strip(), second.strip()]

    def test_repeats_the_header_when_it_cuts_a_table(self) -> None:
        rows = "\n".join(f"| Pays numéro {n} | {n},90 € | 3 à 5 jours |" for n in range(60))
        header = "| Pays | Prix | Délai |\n|---|---|---|\n"

        cuts = _cut(f"Voici les prix.\n\n{header}{rows}\n")

        assert len(cuts) > 2
        assert all(cut.text.count(header) == 1 for cut in cuts)
        assert [s for cut in cuts for s in _sentences(cut)] == [
            "Voici les prix.",
            *rows.split("\n"),
        ]

    def test_keeps_a_sentence_whole_however_long(self) -> None:
        long = "Un " + "très " * 300 + "long mot."

        (cut,) = _cut(long)

        assert _sentences(cut) == [long]

    def test_lets_a_short_rest_join_what_is_before(self) -> None:
        text = "Une phrase de taille moyenne, pas plus. " * 22 + "Fin."

        (cut,) = _cut(text)

        assert cut.text == text

    def test_of_an_empty_document_makes_nothing(self) -> None:
        assert _cut(" \n\n# Retours\n") == ()

    @given(_DOCUMENT)
    def test_loses_no_word_and_changes_none(self, text: str) -> None:
        cuts = _cut(text)

        quoted = [sentence for cut in cuts for sentence in _sentences(cut)]
        assert all(sentence in text for sentence in quoted)
        body = re.sub(r"^#.*$|^\| N \| Mot \|$|^[-|]+$", "", text, flags=re.MULTILINE)
        assert _letters("".join(quoted)) == _letters(body)

    @given(_DOCUMENT)
    def test_exceeds_the_target_only_for_one_sentence_a_table_head_or_a_short_rest(
        self, text: str
    ) -> None:
        for cut in _cut(text):
            assert len(cut.text) <= TARGET_CHARS + 400 or len(cut.spans) == 1


def _letters(text: str) -> str:
    return re.sub(r"[\W_1]+", "", text)
