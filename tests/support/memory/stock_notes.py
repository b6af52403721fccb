"""Takes what shops say has changed."""

from dataclasses import dataclass, field

from assistant.kit.web.signed_webhooks import ShopEvent


@dataclass
class Notes:
    """Takes events, or fails as often as it is told to."""

    taken: list[ShopEvent] = field(default_factory=list)
    failures: int = 0

    async def __call__(self, event: ShopEvent) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        self.taken.append(event)
