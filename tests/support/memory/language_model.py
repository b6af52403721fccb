"""Answer as a language model that follows a script, in memory."""

from collections.abc import AsyncGenerator, Callable

from assistant.kit.model.ports import Completed, Completion, Part, Request, TextDelta

_PIECE = 12  # characters of text in one part of a stream


class MemoryModel:
    """Answers by a function; a `LanguageModel`. What it was asked is in `asked`."""

    def __init__(self, answer: Callable[[Request], Completion]) -> None:
        """Take what answers: it may raise any `ModelError`."""
        self._answer = answer
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        return self._answer(request)

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        answer = await self.complete(request)
        for at in range(0, len(answer.text), _PIECE):
            yield TextDelta(text=answer.text[at : at + _PIECE])
        for call in answer.calls:
            yield call
        end: Completed = answer.end
        yield end
