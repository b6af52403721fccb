import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.stated_facts import Fact, FactKind, find, places

AMOUNT, DURATION, NUMBER = FactKind.AMOUNT, FactKind.DURATION, FactKind.NUMBER


class TestFind:
    @pytest.mark.parametrize(
        ("text", "facts"),
        [
            ("1 234,50 €", [Fact(AMOUNT, "1234.5", "EUR")]),
            ("EUR 1,234.50", [Fact(AMOUNT, "1234.5", "EUR")]),
            ("$12", [Fact(AMOUNT, "12", "USD")]),
            ("£4.95", [Fact(AMOUNT, "4.95", "GBP")]),
            ("30 jours", [Fact(DURATION, "30", "day")]),
            ("thirty days", [Fact(DURATION, "30", "day")]),
            ("2-year warranty", [Fact(DURATION, "2", "year")]),
            ("5 business days", [Fact(DURATION, "5", "working_day")]),
            ("20 %", [Fact(FactKind.PERCENT, "20")]),
            ("20 percent", [Fact(FactKind.PERCENT, "20")]),
            ("le 3 mars 2026", [Fact(FactKind.DATE, "2026-03-03")]),
            ("March 3, 2026", [Fact(FactKind.DATE, "2026-03-03")]),
            ("2026-03-03", [Fact(FactKind.DATE, "2026-03-03")]),
            ("03/03/2026", [Fact(FactKind.DATE, "2026-03-03")]),
            ("9h30", [Fact(FactKind.TIME, "09:30")]),
            ("18:00", [Fact(FactKind.TIME, "18:00")]),
            ("6 pm", [Fact(FactKind.TIME, "18:00")]),
            ("18 : 00", [Fact(FactKind.TIME, "18:00")]),
            ("commande #12 : une couture", [Fact(FactKind.NUMBER, "12")]),
            ("taille 42", [Fact(NUMBER, "42")]),
            ("1,5 kg", [Fact(NUMBER, "1.5")]),
            (
                "voir https://boutique.fr/Retours.",
                [Fact(FactKind.LINK, "https://boutique.fr/retours")],
            ),
            ("écrivez à Pro@Maison.example.", [Fact(FactKind.EMAIL, "pro@maison.example")]),
            ("Appelez le 02 61 91 04 27.", [Fact(FactKind.PHONE, "0261910427")]),
            ("Call +33 2 61 91 04 27.", [Fact(FactKind.PHONE, "0261910427")]),
            ("le code MAREE10", [Fact(FactKind.CODE, "MAREE10")]),
            ("aucun chiffre ici", []),
        ],
    )
    def test_reads_french_and_english_writing_alike(self, text: str, facts: list[Fact]) -> None:
        assert list(find(text)) == facts

    @pytest.mark.parametrize(
        ("text", "facts"),
        [
            ("ouvert dès le 3 mars (sauf le 4 avril)", ["-03-03", "-04-04"]),
            ("au prix de\n€ 5, ou CHF\u00a06", ["5", "6"]),
            ("avec le code:\nMAREE10 jusqu'à trente\u202fjours", ["MAREE10", "30"]),
            ("par e-mail (contact@maison.example)", ["contact@maison.example"]),
            ("B2B ou deux fois, puis 7 jours", ["7"]),
        ],
    )
    def test_finds_what_begins_in_the_word_before_a_figure(
        self, text: str, facts: list[str]
    ) -> None:
        assert [fact.value for fact in find(text)] == facts

    @given(st.text(max_size=300))
    def test_takes_any_text(self, text: str) -> None:
        assert all(fact.value for fact in find(text))


class TestPlaces:
    def test_say_where_each_fact_begins_and_ends(self) -> None:
        text = "It costs 12.50 € until 3 December."
        assert [text[start:end] for start, end, _ in places(text)] == ["12.50 €", "3 December"]
