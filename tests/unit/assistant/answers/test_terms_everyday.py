from assistant.answers.terms import concept_of, is_generic, leads_to, term
from retrieval.text.resource_files import load_yaml


class TestLeadsTo:
    def test_leads_from_a_customers_word_to_a_shops(self) -> None:
        assert term("delivery", "en") in leads_to(term("postman", "en"))
        assert term("livraison", "fr") in leads_to(term("facteur", "fr"))

    def test_leads_to_pages_in_the_other_language(self) -> None:
        assert term("mite", "fr") in leads_to(term("insect", "en"))

    def test_leads_nowhere_back(self) -> None:
        assert term("postman", "en") not in leads_to(term("delivery", "en"))

    def test_leads_from_a_word_nowhere_else_than_to_other_words(self) -> None:
        assert all(
            one not in leads_to(one) for one in (term(w, "en") for w in ("money", "delivery"))
        )

    def test_has_words_only(self) -> None:
        words = [
            w
            for row in load_yaml("assistant.answers", "everyday.yml")
            for k in ("page", "fr", "en")
            for w in row[k]
        ]

        assert all(isinstance(word, str) for word in words)


class TestIsGeneric:
    def test_of_who_and_when(self) -> None:
        assert is_generic(term("sister", "en"), "en")
        assert is_generic(term("midi", "fr"), "fr")

    def test_not_of_what_a_shop_may_have(self) -> None:
        assert not is_generic(term("wifi", "en"), "en")
        assert not is_generic(concept_of("whatsapp", "fr"), "fr")
