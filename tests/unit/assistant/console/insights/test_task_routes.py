"""What is to be filled in on product pages."""

import csv
import io

from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.insights.insight import Status
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.seeds.insight_rows import missing_attribute

LINING = missing_attribute("p1", "lining", count=30)
WASHING = missing_attribute("p1", "washing", count=7)
VOLTAGE = missing_attribute("p2", "=voltage", count=20)


async def accepted(gallery: Gallery) -> None:
    for one in (LINING, WASHING, VOLTAGE):
        await gallery.book.put(one, expected_version=None)
        await gallery.acting.accept(one.insight_id, by="mara", version=0)


class TestATask:
    async def test_is_there_once_somebody_accepts_that_something_is_missing(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await gallery.book.put(LINING, expected_version=None)
        before = (await mara.get("/insights/tasks")).text
        await gallery.acting.accept(LINING.insight_id, by="mara", version=0)
        after = (await mara.get("/insights/tasks")).text

        assert "There is no product page to fill in" in before
        assert "Robe Margaux" in after
        assert "lining" in after

    async def test_goes_when_it_is_done_and_waits_for_its_effect(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await accepted(gallery)
        form = {"to": "done", "version": "1"}
        await mara.post(f"/insights/i/{LINING.insight_id}", data=form)

        page = (await mara.get("/insights/tasks")).text

        assert "lining" not in page
        assert "washing" in page
        assert (await gallery.book.get(LINING.insight_id)).status is Status.DONE

    async def test_comes_in_a_table_to_fill_in(self, gallery: Gallery, enter: Enter) -> None:
        mara = await enter("mara", Role.MERCHANDISER)
        await accepted(gallery)

        table = (await mara.get("/insights/tasks.csv")).text

        rows = list(csv.DictReader(io.StringIO(table)))
        assert [(one["product_id"], one["attribute"]) for one in rows] == [
            ("p1", "lining and pockets"),
            ("p1", "washing and care"),
            ("p2", "'=voltage"),  # no spreadsheet runs it
        ]
        assert [one["questions"] for one in rows] == ["30", "", "20"]  # none of fewer than ten
        assert {one["value"] for one in rows} == {""}
        assert Action.INSIGHTS_EXPORTED in await gallery.house.audited()

    async def test_leaves_the_house_with_who_may_export(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        leo = await enter("leo", Role.LEAD)
        await accepted(gallery)

        assert (await leo.get("/insights/tasks")).status_code == 200
        assert (await leo.get("/insights/tasks.csv")).status_code == 403
