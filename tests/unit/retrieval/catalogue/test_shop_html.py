import signal
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue.shop_html import fill_holes, to_line, to_markdown


class TestHtml:
    def test_keeps_headings_lists_tables_links_and_emphasis(self) -> None:
        html = (
            "<h2>Care</h2><p>Wash at <b>30&nbsp;°C</b>, see <a href='/care'>more</a>.</p>"
            "<ul><li>no bleach</li><li>no dryer<ul><li>ever</li></ul></li></ul>"
            "<table><tr><th>Size</th></tr><tr><td>M | L</td></tr></table>"
        )

        text = to_markdown(html)

        assert "## Care" in text
        assert "**30" in text
        assert "[more](/care)" in text
        assert "- no bleach\n- no dryer\n  * ever" in text
        assert "| Size" in text
        assert "M / L" in text

    def test_loses_scripts_styles_pictures_and_its_title(self) -> None:
        html = "<title>t</title><style>p{}</style><script>x()</script><img src='a.png'><p>Hi</p>"

        assert to_markdown(html) == "Hi"

    def test_nested_beyond_reason_keeps_its_words(self) -> None:
        assert to_markdown("<div>" * 5000 + "word") == "word"

    @pytest.mark.parametrize("text", ["5 < 6 and 7 > 3", "a_b * c", "line\n\nline"])
    def test_that_is_none_stays_as_it_is(self, text: str) -> None:
        assert to_markdown(text) == text

    def test_entities_become_characters(self) -> None:
        assert to_markdown("caf&eacute; &amp; th&eacute;") == "café & thé"

    @given(st.text(alphabet=st.sampled_from("<>/&;pbrtdliv \n\"'=ax!-"), max_size=80))
    def test_never_fails_however_broken(self, text: str) -> None:
        assert isinstance(to_markdown(f"<p>{text}"), str)


class TestALine:
    def test_has_no_markup_and_single_spaces(self) -> None:
        assert to_line(" T-shirt\n<b>rouge</b> &amp; bleu ") == "T-shirt rouge & bleu"


class TestHolesOfATemplate:
    def test_are_dropped_and_links_to_them_keep_their_words(self) -> None:
        text = "Write to [us]({{ site.email }}) {{ today }}{% include x %}now"

        assert fill_holes(text) == "Write to us now"

    def test_are_dropped_from_html_attributes_too(self) -> None:
        html = '<a class="x" href="{{store url="contact"}}">Contact</a>'

        assert to_markdown(fill_holes(html)) == "Contact"


_LENGTH = 400_000  # characters
_CPU_S = 10  # of each body, which takes a second at most; by the square of its length, minutes


@pytest.fixture
def limited() -> Iterator[None]:
    """End a test that takes `_CPU_S` of the processor: time that other processes take is none."""

    def end(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, _CPU_S)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("limited")
class TestABodyThatNeverEndsWhatItBegins:
    """A description of a CSV or JSON file is read in the index process, by no other limit."""

    @pytest.mark.parametrize(
        ("begin", "part"),
        [
            ("<p>", "<title "),
            ("<p>", "<title>x"),
            ("<p>", "<img "),
            ("<p>", "class="),
            ("<p>", "<summary "),
            ("<p>", "<h1 "),
            ("<p typeof=x class='", "faq-"),
            ("<dl><dt>", "<b "),
            ("<table><tr><td>", " "),
            ("<table><tr><td>a<td>", "<p>x"),
            ("<table><tr>" + "<td>x" * 20_000, "<tr><td>x"),
            ("<pre>\\", " "),
            ("<p>\\", "&nbsp;"),
            ("<p>#", " "),
        ],
    )
    def test_is_read_soon(self, begin: str, part: str) -> None:
        assert isinstance(to_markdown(begin + part * (_LENGTH // len(part))), str)

    @pytest.mark.parametrize("part", ["<a {{ ", '<a href="{{', '<a href="{{a}} ', "{{a}}"])
    def test_has_its_holes_filled_soon(self, part: str) -> None:
        assert isinstance(fill_holes("[x](" + part * (_LENGTH // len(part))), str)
