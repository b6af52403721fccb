"""The copilot beside the composer, as an agent meets it."""

from playwright.async_api import Locator, Page, expect


class CopilotPage:
    """Its buttons, the card that says what came, the mark beside words that it wrote."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.card = page.locator("#helped")
        self.mark = page.locator("#made")
        self.menu = page.locator("#menu-reword > summary")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def reword(self, how: str) -> None:
        """Have what stands in the composer said otherwise."""
        await self.menu.click()
        await self.button(how).click()
        await expect(self.page.locator("#menu-reword")).not_to_have_attribute("open", "")
