"""The copilot beside the composer, as an agent meets it."""

from playwright.async_api import Locator, Page, expect


class CopilotPage:
    """Its buttons, and the card that says what came."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.card = page.locator("#helped")
        self.menu = page.locator("#menu-reword > summary")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def reword(self, how: str) -> None:
        """Have what stands in the composer said otherwise."""
        await self.menu.click()
        await self.button(how).click()
        await expect(self.page.locator("#menu-reword")).not_to_have_attribute("open", "")
