"""Count the tokens that the copilot used of a model, also for a help that is stopped."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import dataclass, field

from assistant.console.copilot.types import Why
from assistant.kit.model.model_budget import at_most
from assistant.kit.model.ports import (
    Completed,
    Completion,
    LanguageModel,
    ModelError,
    Part,
    Request,
    TextDelta,
    Usage,
)


def why(error: ModelError) -> Why:
    """Return the reason why there is no help, for a person to read."""
    return Why(error.word) if error.word in set(Why) else Why.UNAVAILABLE


_CHARS = 4  # of a token, about


@dataclass(slots=True)
class Tally:
    """Hold the usage of each request of a help."""

    used: list[Usage] = field(default_factory=list)

    @property
    def total(self) -> Usage:
        """Return the usage of all requests together."""
        total = Usage()
        for one in self.used:
            total = total.plus(one)
        return total


_TALLY: ContextVar[Tally | None] = ContextVar("copilot_tally", default=None)


def begin_tally() -> Tally:
    """Return a new tally of the requests that this asyncio task makes from here on."""
    tally = Tally()
    _TALLY.set(tally)
    return tally


@dataclass(frozen=True, slots=True)
class TalliedModel:
    """Count the usage of a `LanguageModel` as a request begins, as words come, and as it ends."""

    model: LanguageModel

    async def complete(self, request: Request) -> Completion:
        asked = _Asked.begin(request)
        try:
            answer = await self.model.complete(request)
        except ModelError:
            asked.nothing()
            raise
        asked.ends(answer.end)
        return answer

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        asked, heard = _Asked.begin(request), 0
        try:
            async with aclosing(self.model.stream(request)) as parts:
                async for part in parts:
                    match part:
                        case TextDelta(text=text):
                            heard += len(text)
                            asked.hears(heard)
                        case Completed():
                            asked.ends(part)
                    yield part
        except ModelError:
            if not heard:
                asked.nothing()
            raise


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold the place of a request in a tally."""

    tally: Tally
    at: int
    prompt: int  # tokens, about

    @classmethod
    def begin(cls, request: Request) -> "_Asked":
        tally, prompt = _TALLY.get() or Tally(), at_most(request)[0]
        tally.used.append(Usage(prompt=prompt, estimated=True))
        return cls(tally, len(tally.used) - 1, prompt)

    def hears(self, chars: int) -> None:
        written = chars // _CHARS + 1
        self.tally.used[self.at] = Usage(prompt=self.prompt, completion=written, estimated=True)

    def ends(self, end: Completed) -> None:
        self.tally.used[self.at] = end.usage

    def nothing(self) -> None:
        self.tally.used[self.at] = Usage()
