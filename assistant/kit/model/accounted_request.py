"""Ask a model one question in a format, and account for it whether it answers or not."""

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from assistant.conversation.events import ModelUsed
from assistant.conversation.ids import ConversationId
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import LanguageModel, ModelError, Request
from assistant.ports import Clock


class ReadAnswer(Protocol):
    """Hold an answer in the format asked for."""

    @property
    def outcome(self) -> str:
        """Return the word for it in the account."""
        ...


Read = TypeVar("Read", bound=ReadAnswer)


async def ask_in_format(
    model: LanguageModel,
    request: Request,
    read: Callable[[str], Read],
    *,
    conversation_id: ConversationId,
    clock: Clock,
) -> tuple[Read | None, ModelUsed]:
    """Return the answer as `read` takes it, and the account; None: the model failed.

    `read` raises `ModelAnswerError` for an answer of another format.
    """
    started, end = time.perf_counter(), None
    answer: Read | None = None
    try:
        completion = await model.complete(request)
        end = completion.end
        answer = read(completion.text)
        word = answer.outcome
    except ModelError as error:
        word = error.word
    account = account_for(
        conversation_id,
        request.purpose,
        at=clock.now(),
        outcome=word,
        end=end,
        latency_ms=(time.perf_counter() - started) * 1000,
    )
    return answer, account
