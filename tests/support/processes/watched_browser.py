"""A browser that notes what hostile texts do on a page: run, act, or fetch from elsewhere."""

from typing import Self
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page

WATCH = "window.ran = 0; window.xss = window.alert = () => { window.ran += 1; };"
ACTING = """() => {
  const found = [];
  const ours = (one) => one.matches(
    "head > link[rel=icon][href='data:,'], iframe#preview[src='/console/set-up/preview']");
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      for (const { name, value } of one.attributes) {
        if (name.startsWith("on") || name === "srcdoc") found.push(one.outerHTML);
        if (!["href", "src", "action", "formaction", "data", "poster"].includes(name)) continue;
        if (!["http:", "https:", "mailto:", "tel:"].includes(new URL(value, location).protocol))
          if (!value.startsWith("data:image/svg+xml") && !ours(one)) found.push(one.outerHTML);
      }
      if (one.matches("iframe, object, embed, base, math, [http-equiv=refresh]") && !ours(one))
        found.push(one.outerHTML);
    }
  };
  look(document);
  return found;
}"""
"""Returns what could act on a page: handlers, addresses that are code, frames."""


class Watched:
    """A browser that notes what its pages ask of other hosts."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.context = context
        self.elsewhere: list[str] = []
        self._host = urlsplit(base_url).netloc
        context.on("request", lambda request: self._note(request.url))

    @classmethod
    async def watch(cls, context: BrowserContext, base_url: str) -> Self:
        """Have every page that is opened from now on count what runs on it."""
        await context.add_init_script(WATCH)
        return cls(context, base_url)

    def _note(self, url: str) -> None:
        if urlsplit(url).netloc not in {self._host, ""}:
            self.elsewhere.append(url)

    async def harm(self, page: Page) -> list[object]:
        """Return what ran, acts or was fetched: `[0]` where nothing did."""
        return [await page.evaluate("window.ran"), *await page.evaluate(ACTING), *self.elsewhere]
