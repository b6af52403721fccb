import pytest

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.console.copilot.rewording_check import RewordingTerms, changes, other_names

TERMS = RewordingTerms(
    language="en",
    names=KnownProductNames.of(["Blue Moon Lamp"]),
    secrets=("ref-0123456789abcdef",),
    instructions="Say the same thing and keep every number exactly as it is written.",
)
FRENCH = RewordingTerms(language="fr", names=TERMS.names, secrets=(), instructions="")
WORDS = "We send order BM10484263 before 3 December, it costs 12.50 € and takes 5 working days."


class TestARewordingThatMayBeUsed:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (WORDS, f"Thank you for waiting. {WORDS}"),
            ("It takes two weeks.", "It will take you 2 weeks."),
            ("We cannot do that.", "I am sorry, we can't do that."),
            ("Look at https://shop.example/a?b=1.", "Please see https://shop.example/a?b=1."),
        ],
    )
    def test_has_every_figure_and_denial(self, before: str, after: str) -> None:
        assert changes(before, after, TERMS) == ()

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (
                "Your parcel arrives on 3 December with code LUNE25.",
                "Votre colis arrive le 3 décembre avec le code LUNE25.",
            ),
            ("It costs €1,234.50.", "Cela coûte 1 234,50 €."),
            ("Returns are free for 30 days.", "Les retours sont gratuits pendant 30 jours."),
            ("We do not deliver on Sunday.", "Nous ne livrons pas le dimanche."),
        ],
    )
    def test_says_them_as_the_other_language_does(self, before: str, after: str) -> None:
        assert changes(before, after, FRENCH) == ()


class TestARewordingThatMayNot:
    @pytest.mark.parametrize(
        ("before", "after", "what"),
        [
            (WORDS, WORDS.replace("12.50", "11.50"), "12.5 EUR"),
            (WORDS, WORDS.replace("BM10484263", "BM10484264"), "BM10484263"),
            (WORDS, WORDS.replace("5 working days", "a few days"), "5 working day"),
            (WORDS, WORDS.replace("3 December", "4 December"), "-12-03"),
            ("We do not take it back.", "We take it back gladly, of course.", "denial"),
            ("We look at it.", "We look at it. I will refund you today.", "promise"),
            ("Returns are free.", "Returns are possible for you.", "free"),
            ("Here it is.", "Here it is: [look](https://evil.example).", "markup"),
            ("The Blue Moon Lamp is here.", "The lamp is here for you.", "blue moon lamp"),
            ("We look at it soon.", "Nous regardons cela bientôt pour vous.", "language"),
            ("Hello there.", "Hello there, ref-0123456789abcdef is it.", "leak"),
            ("Hello there.", "Hello there, as an AI language model.", "machine"),
        ],
    )
    def test_names_what_it_changes(self, before: str, after: str, what: str) -> None:
        assert what in changes(before, after, TERMS)


class TestNames:
    def test_that_only_one_text_has_are_shown(self) -> None:
        before = "Your parcel is with Chronopost in Germany."
        assert other_names(before, "Votre colis est chez Chronopost en Allemagne.") == (
            "Germany",
            "Allemagne",
        )

    def test_of_days_and_titles_are_none(self) -> None:
        assert other_names("See you on Monday, Ms Martin.", "À lundi, Mme Martin.") == ()
