import json

import pytest

from retrieval.catalogue.question_markup import linked_questions, unsaid, with_headings
from retrieval.catalogue.shop_html import to_markdown

ENTRY = (
    "<div itemscope itemtype='https://schema.org/Question'>{}<div itemscope "
    "itemtype='https://schema.org/Answer'><p itemprop='text'>A.</p></div></div>"
)


def linked(*questions: tuple[str, str]) -> str:
    entries = [
        {"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": a}}
        for q, a in questions
    ]
    data = json.dumps({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entries})
    return f'<script type="application/ld+json">{data}</script>'


class TestAnAccordion:
    def test_is_a_heading_with_its_text_and_ends_before_what_follows(self) -> None:
        page = (
            "<h2>Aide</h2><details><summary><b>Quand ?</b> <svg/></summary><p>Demain.</p></details>"
            "<p>Écrivez-nous.</p><h2>Fin</h2><p>Voilà.</p>"
        )

        assert to_markdown(page) == (
            "## Aide\n\n### Quand ?\n\nDemain.\n\n###\n\nÉcrivez-nous.\n\n## Fin\n\nVoilà."
        )

    def test_in_another_is_below_it(self) -> None:
        page = (
            "<details><summary>Delivery</summary><details><summary>When?</summary>Soon."
            "</details></details>"
        )

        assert to_markdown(page) == "## Delivery\n\n### When?\n\nSoon."

    def test_that_nobody_closed_ends_where_the_next_begins(self) -> None:
        page = "<h2>FAQ\n<details><summary>A?</summary><p>B.\n<details><summary>C?</summary><p>D."

        assert to_markdown(page) == "## FAQ\n\n### A?\n\nB.\n\n### C?\n\nD."


class TestADefinitionList:
    def test_that_asks_is_headings_with_text(self) -> None:
        page = "<dl><dt>Who pays?</dt><dd>You do.</dd><dt>When?</dt><dd>Now.</dd></dl><p>End.</p>"

        assert to_markdown(page) == "## Who pays?\n\nYou do.\n\n## When?\n\nNow.\n\n##\n\nEnd."

    def test_of_short_facts_is_a_list_that_names_each(self) -> None:
        page = "<dl><dt>Rural:<dd>Add $6.<dt>Waiheke<dt>Rakino<dd>$16</dl>"

        assert to_markdown(page) == "- Rural: Add $6.\n- Waiheke, Rakino: $16"

    def test_has_the_colon_of_its_page(self) -> None:
        assert to_markdown("<p>Prix :</p><dl><dt>Sac<dd>9 €</dl>").endswith("- Sac : 9 €")


class TestMarkedQuestions:
    @pytest.mark.parametrize(
        "page",
        [
            ENTRY.format("<span itemprop='name'>Q?</span>"),
            ENTRY.format("<meta itemprop='name' content='Q?'>"),
            "<div class='faq-question'>Q?</div><div class='faq-answer'>A.</div>",
            "<h2><button aria-expanded='false'>Q?</button></h2><div>A.</div>",
            "<button aria-expanded='false'>Q?</button><div>A.</div>",
        ],
    )
    def test_are_headings_said_once(self, page: str) -> None:
        assert to_markdown(page) == "## Q?\n\nA."

    def test_leave_the_names_of_other_things_alone(self) -> None:
        page = (
            "<div itemscope itemtype='https://schema.org/Product'><b itemprop='name'>Sac</b></div>"
        )

        assert to_markdown(f"{page}<i class='accordion'></i>") == "**Sac**"


class TestLinkedData:
    def test_adds_only_the_questions_that_the_page_does_not_answer(self) -> None:
        script = linked(
            ("Can I return it?", "You have <b>30 days</b> to send it back."),
            ("Who pays?", "We do."),
        )

        added = to_markdown(unsaid(script, "Returns. You have 30 days to send it back."))

        assert added == "##\n\n### Who pays?\n\nWe do."

    def test_reads_graphs_escaped_html_and_several_scripts(self) -> None:
        answer = '{"text": "&lt;i&gt;A"}'
        entry = f'{{"@type": ["Question"], "name": "Q?", "acceptedAnswer": [{answer}]}}'
        graph = f'<script type="application/ld+json">{{"@graph": [{entry}]}};</script>'
        page = graph + linked(("R?", "B\nC"))

        assert list(linked_questions(page)) == [("Q?", "<p><i>A</p>"), ("R?", "<p>B<br>C</p>")]

    def test_that_is_broken_says_nothing(self) -> None:
        assert list(linked_questions('<script type="application/ld+json">{"a":</script>')) == []


class TestHtmlWithoutQuestions:
    def test_stays_as_it_is(self) -> None:
        assert with_headings("<h2>A</h2><p>B</p>") == "<h2>A</h2><p>B</p>"
