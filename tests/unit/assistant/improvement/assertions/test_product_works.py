"""Work on one product is found: insights that were seen to, answers and pages that name it."""

from dataclasses import replace
from datetime import date

from assistant.improvement.assertions.product_works import changes_of, works_of
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeKind,
    ChangeSet,
    ChangeState,
    ChangeStep,
)
from assistant.insights.drafting.page_documents import PageDocument, encode_page
from assistant.insights.insight import Insight, Kind, Status, Subject
from assistant.messages.trials.candidate_change import CandidateChange
from tests.support.seeds.change_seeds import NOON, PARKING, change_set
from tests.support.seeds.insight_rows import finding, measure, open_insight
from tests.support.seeds.sale_seeds import ONDINE, sale_returns

PRODUCT_IN = sale_returns().product_in


def published(change: ChangeSet) -> ChangeSet:
    step = ChangeStep(deed=ChangeDeed.PUBLISHED, at=NOON, by="zoé")
    return replace(change, state=ChangeState.PUBLISHED, steps=(step,))


def page(title: str) -> ChangeSet:
    document = PageDocument(document_id="p1", language="fr", title=title, text="Taille petit.")
    content = encode_page(document).decode()
    return replace(change_set(), change=CandidateChange(kind=ChangeKind.PAGE, content=content))


def done(kind: Kind, product: str) -> Insight:
    told = finding("", kind=kind, subject=Subject(product_id=product), measure=measure(30, 100))
    return replace(open_insight(""), finding=told, status=Status.MEASURED, done_on=date(2026, 6, 1))


class TestChanges:
    def test_are_answers_and_pages_that_name_one_product(self) -> None:
        way = replace(PARKING.ways[0], language="fr", text="La Robe Ondine taille comment ?")
        answer = change_set(replace(PARKING, ways=(way,)))

        works = changes_of([published(answer), published(page("Taille : Robe Ondine"))], PRODUCT_IN)

        assert [(one.product_id, one.on) for one in works] == [(ONDINE, NOON.date())] * 2

    def test_are_none_without_a_product_or_before_they_are_published(self) -> None:
        changes = [
            published(change_set()),
            published(page("Robe Ondine et Robe Lina")),
            page("Robe Ondine"),
            published(
                replace(change_set(), change=CandidateChange(kind="task", content="Robe Ondine"))
            ),
        ]
        assert changes_of(changes, PRODUCT_IN) == []


def test_insights_are_work_on_their_product_once_they_are_done() -> None:
    size, demand = done(Kind.SIZE_CONFUSION, ONDINE), done(Kind.OUT_OF_STOCK_DEMAND, ONDINE)

    [work] = works_of([size, demand, replace(size, done_on=None), done(Kind.SIZE_CONFUSION, "")])

    assert (work.reference, work.product_id, work.on) == (size.insight_id, ONDINE, size.done_on)
