"""What changed, who says so, what is done about it, and who may not look."""

import re
import threading

import pytest
from playwright.async_api import expect

from assistant.desk.staff.audit_chain import Action
from assistant.insights.insight import Kind
from assistant.insights.lake.builds import Builds
from tests.e2e.insights.conftest import Enter
from tests.support.pages.insight_server import Exhibition
from tests.support.seeds.insight_quarter import Quarter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.slow,  # a quarter of insights in a browser
]


class TestAnAnalyst:
    async def test_finds_what_changed_reads_who_says_so_and_sees_to_it(
        self, enter: Enter, shop: Exhibition
    ) -> None:
        page = await enter("mara")
        await expect(page.get_by_role("heading", name="New this week")).to_be_visible()

        await page.get_by_role("link", name="Customers look for “maillots de bain”").click()
        await expect(page.locator("main")).to_contain_text(
            re.compile(r"22 of \d+ conversations and reviews")
        )
        await page.get_by_role("link", name="The messages behind it").click()
        await expect(page.locator("blockquote")).to_have_count(22)
        await expect(page.locator("blockquote").first).to_have_text(
            "avez-vous des maillots de bain <b>noirs</b> ?"
        )
        await page.locator(".words a").first.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "One conversation, without personal data"
        )
        await page.go_back()
        await page.go_back()
        await page.get_by_label("Note", exact=True).fill("asking two suppliers")
        await page.get_by_role("button", name="Take it on").click()
        await page.get_by_role("button", name="It is done").click()

        await expect(page.locator(".state")).to_have_text("Done")
        await expect(page.locator(".history li")).to_have_count(2)
        await page.get_by_role("link", name="Effects").click()
        await expect(page.locator(".insight")).to_contain_text("asking two suppliers")
        audited = await shop.gallery.house.audited()
        assert audited.count(Action.INSIGHT_MOVED) == 2
        assert Action.INSIGHT_QUOTES_READ in audited

    @pytest.mark.usefixtures("shop")
    async def test_meets_no_address_of_a_customer(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/demand")

        await page.get_by_role("link", name="rashguard", exact=True).click()

        await expect(page.locator("blockquote").first).to_have_text(
            "do you have a rashguard for kids? write to [email]"
        )

    @pytest.mark.usefixtures("shop")
    async def test_dismisses_what_is_not_worth_it_and_says_why(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/all?status=open")
        about = page.get_by_role("link", name="Customers name Zalando.")
        await about.click()
        await page.locator("summary", has_text="Dismiss").click()
        await page.get_by_label("Why not").fill("we know their prices")
        await page.get_by_role("button", name="Dismiss").click()

        await expect(page.locator(".state")).to_have_text("Dismissed")
        await page.goto("/insights/all?status=open")
        await expect(about).to_have_count(0)

    @pytest.mark.usefixtures("shop")
    async def test_sees_every_type_there_is(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/all")

        kinds = {
            await one.get_attribute("data-kind") for one in await page.locator(".insight").all()
        }

        assert kinds == set(Kind)


@pytest.mark.usefixtures("shop")
class TestWhatNarrowsFigures:
    async def test_stays_in_the_address_through_pages_and_back(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/demand")

        await page.get_by_label("Language").select_option("en")
        await page.get_by_label("Time").select_option("90")
        await page.get_by_role("button", name="Apply").click()
        await expect(page.get_by_text("maillots de bain")).to_have_count(0)
        await page.get_by_role("link", name="Topics").click()

        await expect(page).to_have_url(re.compile(r"/insights/topics\?days=90&language=en$"))
        await expect(page.get_by_label("Language")).to_have_value("en")
        await page.go_back()
        await expect(page.get_by_label("Time")).to_have_value("90")
        await page.get_by_role("link", name="Show all").click()
        await expect(page.get_by_role("link", name="maillots de bain")).to_have_count(1)

    async def test_is_a_product_by_a_part_of_its_name(self, enter: Enter) -> None:
        page = await enter("mara", "/insights")

        await page.get_by_role("combobox", name="Product").fill("margaux")
        await page.get_by_role("button", name="Apply").click()

        await expect(page.get_by_label("Product")).to_have_value("Robe Margaux")
        await expect(page.locator(".tile").first).to_contain_text("106")
        await expect(page.get_by_role("link", name=re.compile("Manteau"))).to_have_count(0)

    async def test_is_asked_about_where_it_may_be_several_things(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/products?days=90")

        await page.get_by_role("combobox", name="Product").fill("MAN")
        await page.get_by_role("button", name="Apply").click()
        await expect(page.locator(".meant a")).to_have_text(
            ["Manteau Suzanne", "Chemise en lin à manches longues retroussables Gabriel"]
        )
        await page.get_by_role("link", name="Manteau Suzanne").click()

        await expect(page).to_have_url(re.compile(r"/insights/products\?days=90&product=p5$"))
        await expect(page.locator("#products-table tbody tr")).to_have_count(1)

    async def test_that_is_nowhere_is_said_to_be(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/demand?category=voitures")

        await expect(page.locator("main")).to_contain_text("No category is called “voitures”.")

    async def test_works_without_scripts(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/products")
        await page.route("**/*.js", lambda route: route.abort())
        await page.reload()

        await page.get_by_label("Category").fill("VESTES")
        await page.get_by_role("button", name="Apply").click()

        await expect(page.locator("#products-table tbody tr")).to_have_count(2)


class TestWhoMayNot:
    @pytest.mark.usefixtures("shop")
    @pytest.mark.parametrize("path", ["/insights", "/insights/demand", "/insights/behind/spike"])
    async def test_look_is_refused(self, enter: Enter, path: str) -> None:
        page = await enter("ada", "/console")
        await expect(page.get_by_role("link", name="Insights")).to_have_count(0)

        answer = await page.goto(path)

        assert answer is not None
        assert answer.status == 403
        await expect(page.locator("blockquote, .insight")).to_have_count(0)

    @pytest.mark.usefixtures("shop")
    async def test_take_figures_out_of_the_house_is_not_offered_it(self, enter: Enter) -> None:
        page = await enter("leo", "/insights/demand")

        await expect(page.locator("tbody tr")).not_to_have_count(0)
        await expect(page.get_by_role("link", name=re.compile("CSV"))).to_have_count(0)


class TestAShopWithoutFigures:
    async def test_is_told_how_to_have_some(self, enter: Enter) -> None:
        page = await enter("mara", "/insights/topics")

        await expect(page.locator("main")).to_contain_text("comptoir insights build")

    async def test_is_told_that_they_are_being_worked_out(
        self, enter: Enter, empty_shop: Exhibition, quarter: Quarter
    ) -> None:
        with Builds(empty_shop.gallery.root).building():
            page = await enter("mara", "/insights")
            await expect(page.locator("main")).to_contain_text(
                "The first figures are being worked out."
            )
            await empty_shop.gallery.build(quarter)
            await page.reload()
            await expect(page.locator("main")).to_contain_text(
                "New figures are being worked out; these are the ones before."
            )

        await page.reload()
        await expect(page.locator("main")).not_to_contain_text("being worked out")

    async def test_shows_that_pages_are_on_their_way_until_they_are(
        self, enter: Enter, shop: Exhibition
    ) -> None:
        may_load = threading.Event()
        shop.gallery.hold(may_load)
        page = await enter("mara", "/insights/demand")
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "The figures are on their way"
        )

        may_load.set()

        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "What customers look for and do not get"
        )
