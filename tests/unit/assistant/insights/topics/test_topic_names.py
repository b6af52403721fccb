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

    def test_of_a_single_word_is_the_clause_that_most_have_around_it(self) -> None:
        orders = ["Hi, where is my order?", "Where is my order?", "Hello! where is my order"]

        [order, free] = names(orders, ["Is delivery free?"] * 3, language="en")

        assert (order, free) == ("where is my order", "is delivery free")

    def test_is_a_whole_clause_where_the_phrase_is_half_of_one(self) -> None:
        until = ["Until when can I send it back?"] * 3 + ["Can I send the parcel back?"]

        [back, _] = names(until, ["Is it lined?"] * 4, language="en")

        assert back == "until when can I send it back"

    def test_leaves_the_product_of_a_clause_open(self) -> None:
        stock = ["Avez-vous encore product ?"] * 3 + ["product disponible ?"] * 2

        assert names(stock, CARDS)[0] == "avez-vous encore …"

    def test_has_no_greeting_of_another_language(self) -> None:
        texts = ["Guten Tag, liefern Sie nach Wien?"] * 3 + ["Guten Tag, haben Sie Tassen?"]

        [one] = name_topics(texts, ["de"] * 4, [0] * 4, 1)

        assert one["fr"] == "liefern Sie nach Wien"

    def test_is_no_clause_of_few_texts(self) -> None:
        orders = ["Hi, where is my order?", "my order", "order", "has it my order?"]

        [order, _] = names(orders, ["Is it lined?"] * 4, language="en")

        assert order == "order"

    def test_tells_topics_apart_that_have_the_same_clause(self) -> None:
        first = ["Où est mon colis ?"] * 4
        other = ["Où est mon colis ?"] * 4 + ["Mon colis est perdu"] * 3

        assert names(first, other) == ["où est mon colis", "mon colis est perdu"]

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
