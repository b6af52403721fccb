from assistant.understanding.intents.asked_clause import find_asked_clause

STORY = (
    "Ma sœur m'a offert des raquettes le 2 décembre. Elles sont trop grandes et elle habite loin. "
    "Nous sommes le 20 janvier. Est-ce trop tard ?"
)


class TestAskedClause:
    def test_is_the_question_of_a_story(self) -> None:
        assert find_asked_clause(STORY) == "Est-ce trop tard ?"

    def test_is_every_question_of_it(self) -> None:
        text = f"{STORY} Je n'ai pas ouvert la boîte. Et qui paie le retour ?"

        assert find_asked_clause(text) == "Est-ce trop tard ? Et qui paie le retour ?"

    def test_is_the_last_sentence_where_none_asks(self) -> None:
        text = STORY.removesuffix("Est-ce trop tard ?") + "Je veux être remboursée."

        assert find_asked_clause(text) == "Je veux être remboursée."

    def test_is_none_in_a_short_message_or_in_one_sentence(self) -> None:
        assert not find_asked_clause("Bonjour. Livrez-vous en Belgique ?")
        assert not find_asked_clause("est-ce que " + "vraiment " * 20 + "je peux le rendre ?")
