from assistant.console.insights.coverage_routes import routes
from assistant.console.insights.kept_coverage import keep_report
from assistant.conversation.people import Role
from tests.support.pages.insight_gallery import Enter, Gallery
from tests.support.seeds.need_coverage import report

ADDRESS = "/insights/coverage.json"


def serve(gallery: Gallery, *, kept: bool = True, version: str = "v7") -> None:
    if kept:
        keep_report(gallery.root, report())

    async def find_version() -> str | None:
        return version

    gallery.app.include_router(routes(gallery.root, find_version))


class TestTheReport:
    async def test_is_given_to_who_reads_insights(self, gallery: Gallery, enter: Enter) -> None:
        serve(gallery)
        oda = await enter("oda", Role.OPERATIONS)

        answer = await oda.get(ADDRESS)

        assert answer.json()["languages"][0]["counts"]["answered"] == 1
        assert answer.json()["current"] is True
        assert answer.headers["cache-control"] == "no-store"

    async def test_is_refused_to_others(self, gallery: Gallery, enter: Enter) -> None:
        serve(gallery)
        ann = await enter("ann", Role.AGENT)

        assert (await ann.get(ADDRESS)).status_code == 403

    async def test_says_that_another_index_is_searched_by_now(
        self, gallery: Gallery, enter: Enter
    ) -> None:
        serve(gallery, version="v8")
        oda = await enter("oda", Role.OPERATIONS)

        assert (await oda.get(ADDRESS)).json()["current"] is False

    async def test_may_be_of_one_language(self, gallery: Gallery, enter: Enter) -> None:
        serve(gallery)
        oda = await enter("oda", Role.OPERATIONS)

        assert (await oda.get(ADDRESS, params={"language": "fr"})).json()["languages"] == []

    async def test_is_not_there_before_it_was_made(self, gallery: Gallery, enter: Enter) -> None:
        serve(gallery, kept=False)
        oda = await enter("oda", Role.OPERATIONS)

        assert (await oda.get(ADDRESS)).status_code == 404
