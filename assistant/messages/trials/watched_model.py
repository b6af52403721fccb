"""Watch a language model, and the writer that puts answers into its words."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.reply_draft import Draft
from assistant.answers.writing.ports import Writer
from assistant.answers.writing.writing_account import WrittenDraft
from assistant.conversation.conversation import Conversation
from assistant.conversation.model_events import ModelUsed, SentenceJudged
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
    TurnTrace,
    WordedFact,
)
from assistant.understanding.types import Understanding

_MODEL_TEXT = 6_000  # characters of a request or an answer


@dataclass(frozen=True, slots=True)
class WatchedWriter:
    """Note how an answer was put into words."""

    inner: Writer
    trace: TurnTrace

    async def write(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        *,
        names: KnownProductNames,
        version: str,
        aloud: bool,
    ) -> WrittenDraft:
        with self.trace.step() as note:
            written = await self.inner.write(
                conversation, understanding, draft, names=names, version=version, aloud=aloud
            )
            judged = [one for one in written.events if isinstance(one, SentenceJudged)]
            used = next((one for one in written.events if isinstance(one, ModelUsed)), None)
            note(
                WordedFact(
                    outcome=used.outcome if used else "",
                    text=written.draft.text,
                    dropped=tuple((one.rule, one.text) for one in judged if one.rule),
                )
            )
        return written


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
