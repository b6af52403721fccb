"""The week's digest."""

from datetime import date

from assistant.console.insights.week_digest import letter_id, write_digest
from assistant.insights.insight import Insight
from assistant.insights.queries.insight_views import Overview, Totals
from assistant.insights.statistics.intervals import wilson
from assistant.insights.wording.insight_wording import Names
from tests.support.seeds.insight_rows import NOON, TODAY, measured_insight, open_insight

NAMES = Names(products={}, topics={})
TOTALS = Totals(
    conversations=400,
    customers=380,
    messages=900,
    answered=wilson(80, 100),
    handed_off=wilson(4, 400),
)


def overview(
    *new: Insight, known: tuple[Insight, ...] = (), measured: tuple[Insight, ...] = ()
) -> Overview:
    return Overview(
        totals=TOTALS,
        before=TOTALS,
        new=new,
        open=(*new, *known),
        in_hand=(),
        measured=measured,
        built_at=NOON,
        last_day=TODAY,
    )


class TestADigest:
    def test_says_what_is_wanted_how_surely_and_where_to_read_on(self) -> None:
        wanted = open_insight("maillot de bain")

        digest = write_digest(overview(wanted), NAMES, "en", shop="Maison", url="https://c.example")

        for form in (digest.text, digest.html):
            assert "Customers look for “maillot de bain”" in form
            assert "30 in 1,000 (95%: 17.2 to 51.7)" in form
            assert f"https://c.example/insights/i/{wanted.insight_id}" in form
        assert digest.subject == "Maison: what customers told you, week to 29 Jun 2026"

    def test_says_so_where_nothing_qualifies(self) -> None:
        digest = write_digest(overview(), NAMES, "fr", shop="Maison", url="")

        assert "Rien ne se dégage." in digest.text

    def test_tells_whether_what_was_done_helped(self) -> None:
        digest = write_digest(
            overview(measured=(measured_insight("tente"),), known=(open_insight("duvet"),)),
            NAMES,
            "en",
            shop="Maison",
            url="",
        )

        assert "It fell." in digest.text

    def test_lets_no_markup_of_customers_through(self) -> None:
        digest = write_digest(overview(open_insight("<img src=x>")), NAMES, "en", shop="M", url="")

        assert "<img" not in digest.html
        assert "&lt;img src=x&gt;" in digest.html


class TestALetter:
    def test_is_the_same_for_one_address_in_one_week(self) -> None:
        monday, sunday, next_monday = date(2026, 6, 22), date(2026, 6, 28), date(2026, 6, 29)

        assert letter_id(monday, "a@b.example") == letter_id(sunday, "A@b.example")
        assert letter_id(monday, "a@b.example") != letter_id(next_monday, "a@b.example")
        assert letter_id(monday, "a@b.example") != letter_id(monday, "c@b.example")
