"""Build a request for an answer in a format, and read that answer. Pure but for resources.

The system's message comes first and is the same for everybody: endpoints that cache the beginnings
of requests read it once.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from assistant.conversation.conversation import Conversation
from assistant.kit.model.ports import (
    Format,
    Message,
    MessageRole,
    ModelAnswerError,
    Purpose,
    Request,
)

Answer = TypeVar("Answer", bound=BaseModel)


def request_in_format(
    shown: Mapping[str, object],
    conversation: Conversation,
    *,
    instructions: str,
    answer: Format,
    max_tokens: int,
) -> Request:
    """Return the request that shows `shown` as JSON and wants an `answer` of that format."""
    return Request(
        messages=(
            Message(role=MessageRole.SYSTEM, text=instructions),
            Message(role=MessageRole.USER, text=orjson.dumps(shown).decode()),
        ),
        purpose=Purpose.READING,
        conversation_id=conversation.conversation_id,
        spent=conversation.model_tokens,
        format=answer,
        max_tokens=max_tokens,
    )


def read_in_format(answer: type[Answer], text: str) -> Answer:
    """Return the answer that a model wrote.

    Raises:
        ModelAnswerError: it is not in the format.
    """
    try:
        return answer.model_validate_json(text)
    except ValidationError as error:
        msg = "the model's answer is not in the format asked for"
        raise ModelAnswerError(msg) from error


@cache
def instructions_of(package: str, name: str) -> str:
    """Return a text of `resources` of a package."""
    return (files(package) / "resources" / name).read_text(encoding="utf-8")
