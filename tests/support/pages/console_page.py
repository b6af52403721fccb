"""Drive the console and its copilot as an agent meets them."""

from playwright.async_api import Locator, Page, expect


class ConsolePage:
    """A list and a conversation, by what an agent sees and hears."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows = page.locator("#cases > li")
        self.log = page.get_by_role("log")
        self.text = page.locator("#text")
        self.notice = page.locator("#notice")

    def row(self, words: str) -> Locator:
        return self.rows.filter(has_text=words)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def said(self, words: str) -> Locator:
        """Return the messages and notes that say `words`."""
        return self.log.locator("article").filter(has_text=words)

    def line(self, words: str) -> Locator:
        return self.log.locator(".line").filter(has_text=words)

    async def open(self, words: str) -> None:
        """Open the conversation whose row says `words`."""
        await self.row(words).locator("a").click()
        await expect(self.log).to_be_visible()

    async def reply(self, words: str) -> None:
        """Write to the customer."""
        await self.page.get_by_label("Reply", exact=True).check(force=True)
        await self.text.fill(words)
        await self.button("Send").click()

    async def may_resolve(self) -> bool:
        return await self.page.locator("[data-key=e]").first.is_visible()

    async def resolve(self) -> None:
        """Resolve the conversation, also with a message that is unanswered."""
        await self.page.locator("[data-key=e]").first.click()
        anyway = self.button("Resolve all the same")
        if await anyway.is_visible():
            await anyway.click()


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
