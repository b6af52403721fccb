from dataclasses import replace

import pytest

from assistant.answers.composing.products.product_answers import (
    answer,
    facts_to_choose,
    tell,
    tell_of_each,
)
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import Reason, ReplyKind
from assistant.understanding.types import Constraints, Intent, Understanding
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, asked, found


def about(text: str, *, constraints: Constraints | None = None) -> Understanding:
    return asked(text, intent=Intent.PRODUCT_QUESTION, constraints=constraints)


SIZE_41 = Constraints(options=(("Taille", "41"),))
SIZE_42 = Constraints(options=(("Taille", "42"),))
SIZE_45 = Constraints(options=(("Taille", "45"),))


class TestAnswer:
    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("Combien coûtent les bottes ?", "« Bottes Brisant » coûte 89,00\xa0€."),
            ("Quelle matière ?", "« Bottes Brisant » — Matière : caoutchouc naturel."),
            ("Elles sont lourdes ?", "« Bottes Brisant » — Poids : 1,4 kg la paire."),
            (
                "Quelles tailles ?",
                "« Bottes Brisant » est disponible en : Rouge, Bleu ; 41.",
            ),
            ("La tige monte à quel mollet ?", "La tige monte à mi-mollet."),
        ],
    )
    def test_states_the_fact_that_is_asked_for(self, question: str, text: str) -> None:
        draft = answer(about(question), found(BOOTS))

        assert draft.kind is ReplyKind.ANSWERED
        assert draft.text == text
        assert review(draft) == Approved(draft)

    @pytest.mark.parametrize(
        ("constraints", "text"),
        [
            (SIZE_41, "Oui, « Bottes Brisant » est disponible en 41 (Rouge, Bleu)."),
            (SIZE_42, "« Bottes Brisant » est en rupture de stock en 42. Au plus près : 41."),
        ],
    )
    def test_says_whether_a_variant_is_in_stock(self, constraints: Constraints, text: str) -> None:
        draft = answer(about("en stock ?", constraints=constraints), found(BOOTS))

        assert draft.text == text

    def test_says_which_choices_there_are_instead(self) -> None:
        draft = answer(about("en 45 ?", constraints=SIZE_45), found(BOOTS))

        assert "n'existe pas en 45" in draft.text
        assert "41, 42" in draft.text

    def test_says_what_there_is_beside_a_variant_that_is_sold_out(self) -> None:
        red_42 = Constraints(options=(("Couleur", "Rouge"), ("Taille", "42")))
        draft = answer(about("en rouge 42 ?", constraints=red_42), found(BOOTS))

        assert draft.text == (
            "« Bottes Brisant » est en rupture de stock en Rouge 42. En stock en Rouge : 41."
        )
        assert review(draft) == Approved(draft)

    def test_names_the_shade_that_was_meant(self) -> None:
        red = Constraints(options=(("Couleur", "Rouge"),))
        draft = answer(about("en rouge ?", constraints=red), found(BOOTS))

        assert draft.text == "Oui, « Bottes Brisant » est disponible en Rouge (41)."

    def test_reads_what_is_asked_last(self) -> None:
        follow_up = asked(
            "Combien coûtent les bottes ? en quelle matière ?",
            intent=Intent.PRODUCT_QUESTION,
            message="en quelle matière ?",
        )

        assert "caoutchouc naturel" in answer(follow_up, found(BOOTS)).text

    def test_describes_the_product_when_nothing_in_particular_is_asked(self) -> None:
        draft = answer(about("Parlez-moi des bottes Brisant"), found(BOOTS))

        assert draft.text == "Des bottes pour la pluie. La tige monte à mi-mollet."

    def test_offers_others_when_they_are_asked_for(self) -> None:
        draft = answer(about("Quelque chose de similaire ?"), found(BOOTS), [SOLD_OUT])

        assert draft.text == "Ces articles ressemblent à « Bottes Brisant » :"
        assert [card.title for card in draft.cards] == ["Bottes Brisant", "Bottines Estran"]

    def test_states_a_fact_of_what_is_sold_out_and_says_so(self) -> None:
        draft = answer(about("C'est combien ?"), found(SOLD_OUT), [BOOTS])

        first, second = draft.text.split("\n")
        assert "89,00" in first
        assert "rupture de stock" in second
        assert review(draft) == Approved(draft)

    def test_abstains_when_the_product_is_silent(self) -> None:
        draft = answer(about("Sont-elles véganes ?"), found(BOOTS))

        assert draft.kind is ReplyKind.ABSTAINED
        assert draft.reason is Reason.NO_EVIDENCE
        assert draft.quick_replies == ("Parler à une personne",)
        assert [card.title for card in draft.cards] == ["Bottes Brisant"]

    def test_offers_alternatives_when_it_is_sold_out(self) -> None:
        draft = answer(about("En stock ?"), found(SOLD_OUT), [BOOTS])

        assert draft.text.startswith("« Bottines Estran » est en rupture de stock.")
        assert [card.title for card in draft.cards] == ["Bottines Estran", "Bottes Brisant"]
        assert draft.cards[0].availability == "En rupture"
        assert review(draft) == Approved(draft)


class TestFactsToChoose:
    def test_are_all_that_the_catalogue_tells_each_by_itself(self) -> None:
        told = [fact.text for fact in facts_to_choose(about("Et ça ?"), found(BOOTS))]

        for name, value in BOOTS.attributes:
            assert any(name in text and value in text for text in told)
        assert any("coûte 89,00" in text for text in told)
        assert any("disponible en" in text for text in told)

    def test_say_whether_a_size_that_is_asked_for_is_there(self) -> None:
        sized = about("En 38 ?", constraints=Constraints(options=(("Taille", "38"),)))

        assert len(facts_to_choose(sized, found(BOOTS))) > len(
            facts_to_choose(about("Et ça ?"), found(BOOTS))
        )


class TestTell:
    def test_tells_the_facts_that_were_chosen_and_passes_the_guard(self) -> None:
        facts = facts_to_choose(about("Et ça ?"), found(BOOTS))[:2]
        draft = tell(about("Et ça ?"), found(BOOTS), facts)

        assert draft.text == "\n".join(fact.text for fact in facts)
        assert isinstance(review(draft), Approved)

    def test_says_that_the_page_does_not_tell_where_none_was(self) -> None:
        draft = tell(about("Et ça ?"), found(BOOTS), [])

        assert (draft.kind, draft.reason) == (ReplyKind.ABSTAINED, Reason.NO_EVIDENCE)


class TestTellOfEach:
    LINED = replace(
        BOOTS, product_id="lined", title="Bottes Galerne", attributes=(("Matière", "cuir"),)
    )
    SILENT = replace(SOLD_OUT, description="")

    def test_states_the_fact_of_every_product_that_has_it(self) -> None:
        draft = tell_of_each(about("Quelle matière ?"), [found(BOOTS), found(self.LINED)])

        assert draft is not None
        assert draft.text.splitlines() == [
            "• « Bottes Brisant » — Matière : caoutchouc naturel.",
            "• « Bottes Galerne » — Matière : cuir.",
        ]
        assert [source.title for source in draft.sources] == ["Bottes Brisant", "Bottes Galerne"]
        assert review(draft) == Approved(draft)

    def test_shows_a_product_that_is_silent_without_a_word_of_it(self) -> None:
        draft = tell_of_each(
            about("La tige monte à quel mollet ?"), [found(self.SILENT), found(BOOTS)]
        )

        assert draft is not None
        assert draft.text == "• Bottes Brisant : La tige monte à mi-mollet."
        assert [card.title for card in draft.cards] == ["Bottes Brisant", "Bottines Estran"]
        assert review(draft) == Approved(draft)

    def test_says_nothing_where_no_product_says_it(self) -> None:
        assert tell_of_each(about("Elles sont véganes ?"), [found(self.SILENT)]) is None
