from collections import Counter

import pytest

from assistant.understanding.intents.intent_training import parse_sentences, shipped_sentences
from assistant.understanding.types import RULED_INTENTS, Intent


class TestTheShippedSentences:
    def test_cover_every_intent_that_no_rule_tells_in_both_languages(self) -> None:
        counts = Counter(sentence.intent for sentence in shipped_sentences())

        assert set(counts) == set(Intent) - RULED_INTENTS
        assert min(counts.values()) >= 2 * 40

    def test_have_one_intent_each(self) -> None:
        intents: dict[str, set[Intent]] = {}
        for sentence in shipped_sentences():
            intents.setdefault(sentence.text.casefold(), set()).add(sentence.intent)

        assert [text for text, found in intents.items() if len(found) > 1] == []


class TestParsing:
    def test_reads_rasas_format(self) -> None:
        document = {"nlu": [{"intent": "thanks", "examples": "- merci\n- thank you - really\n"}]}

        found = list(parse_sentences(document))

        assert [s.text for s in found] == ["merci", "thank you - really"]
        assert [s.place for s in found] == [0.0, 0.5]

    def test_refuses_an_unknown_intent(self) -> None:
        with pytest.raises(ValueError, match="order_pizza"):
            list(parse_sentences({"nlu": [{"intent": "order_pizza", "examples": "- x"}]}))
