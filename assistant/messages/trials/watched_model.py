"""Watch a language model, and the mind that asks it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from assistant.conversation.model_events import SentenceJudged, ToolCalled
from assistant.kit.model.ports import (
    Completed,
    Completion,
    LanguageModel,
    MessageRole,
    ModelError,
    Part,
    Request,
    TextDelta,
    Usage,
)
from assistant.messages.trials.turn_trace import (
    AskedFact,
    ThoughtFact,
    TurnTrace,
)
from assistant.mind.model_mind import ModelMind
from assistant.mind.ports import Mind, MindReply
from assistant.tools.tool_turn import ToolTurn

_MODEL_TEXT = 6_000  # characters of a request or an answer


@dataclass(frozen=True, slots=True)
class WatchedMind:
    """Note how a mind comes to its reply, and show its words to nobody: a `Mind`."""

    inner: Mind
    trace: TurnTrace

    async def reply(self, turn: ToolTurn, *, aloud: bool) -> MindReply:
        del aloud
        mind = self.inner
        if isinstance(mind, ModelMind):
            mind = replace(mind, model=WatchedModel(mind.model, self.trace))
        with self.trace.step() as note:
            replied = await mind.reply(turn, aloud=False)
            note(
                ThoughtFact(
                    text=replied.draft.text if replied.draft else "",
                    calls=tuple(
                        (one.tool, one.arguments, one.facts, one.note)
                        for one in replied.account
                        if isinstance(one, ToolCalled)
                    ),
                    objections=tuple(
                        (one.rule, one.text, one.mended)
                        for one in replied.account
                        if isinstance(one, SentenceJudged)
                    ),
                )
            )
        return replied


@dataclass(frozen=True, slots=True)
class WatchedModel:
    """Note the requests to a language model, and its answers: a `LanguageModel`."""

    inner: LanguageModel
    trace: TurnTrace

    async def complete(self, request: Request) -> Completion:
        with self.trace.step() as note:
            try:
                answer = await self.inner.complete(request)
            except ModelError as error:
                note(_asked(request, "", None, failed=error.word))
                raise
            said = answer.text or "\n".join(f"{one.name} {one.arguments}" for one in answer.calls)
            note(_asked(request, said, answer.end))
        return answer

    async def stream(self, request: Request) -> AsyncGenerator[Part, None]:
        heard: list[str] = []
        end: Completed | None = None
        failed = ""
        with self.trace.step() as note:
            try:
                async for part in self.inner.stream(request):
                    if isinstance(part, TextDelta):
                        heard.append(part.text)
                    elif isinstance(part, Completed):
                        end = part
                    yield part
            except ModelError as error:
                failed = error.word
                raise
            finally:
                note(_asked(request, "".join(heard), end, failed=failed))


def _asked(request: Request, said: str, end: Completed | None, *, failed: str = "") -> AskedFact:
    usage = end.usage if end else Usage()
    words = [one.text for one in request.messages if one.role is MessageRole.USER]
    return AskedFact(
        purpose=request.purpose,
        form=request.format.name if request.format else "",
        asked="\n".join(words)[-_MODEL_TEXT:],
        said=said[:_MODEL_TEXT],
        prompt=usage.prompt,
        completion=usage.completion,
        cost=str(usage.cost),
        model=end.model if end else "",
        failed=failed,
    )
