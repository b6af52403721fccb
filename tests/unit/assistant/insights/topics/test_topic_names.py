"""Test that topics have names that a merchandiser would give them."""

from assistant.insights.topics.topic_names import name_topics

ZIPS = [
    "The zip jammed and then broke after ten days.",
    "The zip gave way the third time I wore it.",
    "Faulty zip, the teeth come apart by themselves.",
    "The zip pull came off in my hand.",
    "My zip is stuck.",
]
RETURNS = [
    "Quel est le délai de retour ?",
    "Bonjour, quel est votre délai de retour ?",
    "Le délai de retour, c'est combien ?",
    "Combien de temps pour un retour ?",
]
CARDS = ["Avez-vous une carte cadeau ?", "La carte cadeau est-elle valable ?", "carte cadeau"]


def names(*groups: list[str], language: str = "fr") -> list[str]:
    texts = [text for group in groups for text in group]
    labels = [label for label, group in enumerate(groups) for _ in group]
    found = name_topics(texts, [language] * len(texts), labels, len(groups))
    return [one[language] for one in found]


class TestAName:
    def test_is_a_phrase_of_many_of_its_texts(self) -> None:
        assert names(RETURNS, CARDS) == ["délai de retour", "carte cadeau"]

    def test_leaves_out_words_of_single_customers(self) -> None:
        [zips, _] = names(ZIPS, ["is it lined?"] * 4, language="en")

        assert zips == "zip"

    def test_tells_topics_apart_that_share_their_first_word(self) -> None:
        hired = ["louer cirés samedi", "louer cirés, samedi", "louer cirés samedi"]
        washed = ["laver cirés machine", "laver cirés, machine", "laver cirés machine"]

        assert len(set(names(hired, washed))) == 2

    def test_is_the_other_languages_where_a_language_has_few_texts(self) -> None:
        found = name_topics(RETURNS, ["fr"] * len(RETURNS), [0] * len(RETURNS), 1)

        assert found == [{"fr": "délai de retour", "en": "délai de retour"}]

    def test_keeps_no_product_and_no_number(self) -> None:
        texts = ["product 42 couture ouverte", "product couture ouverte", "couture ouverte"]

        assert names(texts, CARDS)[0] == "couture ouverte"
