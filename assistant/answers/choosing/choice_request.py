"""Build the request that has a model choose among statements, and read its choice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from assistant.conversation.conversation import Conversation
from assistant.kit.model.format_request import instructions_of, read_in_format, request_in_format
from assistant.kit.model.ports import Format, ModelAnswerError, Request
from retrieval.types import ReadStatement

MOST_CHARACTERS = 400  # of a statement that are shown
MOST_WORDS = 12  # of a search: more are the question again
MOST_CHOSEN = 3  # statements of one choice, as the model is told
MAX_TOKENS = 80  # of a choice: three numbers and a few words

CHOICE = Format(
    name="choice",
    schema={
        "type": "object",
        "properties": {
            "answers": {"type": "array", "items": {"type": "integer"}},
            "search": {"type": "string"},
        },
        "required": ["answers", "search"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Hold the choice of a model."""

    places: tuple[int, ...]  # of the statements that answer, from 0, best first
    search: str = ""  # other words to search for; "": none

    @property
    def outcome(self) -> str:
        """Return the word for it in the account."""
        return "chosen" if self.places else "searched" if self.search else "silent"


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")

    answers: tuple[int, ...]
    search: str = ""


def choice_request(
    question: str,
    statements: Sequence[ReadStatement],
    conversation: Conversation,
    *,
    said_before: str = "",
) -> Request:
    """Return the request that asks which of `statements` answer `question` after a reply."""
    shown = {
        "said_before": said_before[:MOST_CHARACTERS],
        "statements": {
            str(number): one.text[:MOST_CHARACTERS] for number, one in enumerate(statements, 1)
        },
        "question": question,
    }
    return request_in_format(
        shown,
        conversation,
        instructions=instructions_of("assistant.answers.choosing", "choose.txt"),
        answer=CHOICE,
        max_tokens=MAX_TOKENS,
    )


def read_choice(text: str, count: int) -> ModelChoice:
    """Return the choice that a model wrote, of `count` statements.

    Raises:
        ModelAnswerError: it is no choice, or it names a statement that is not there.
    """
    said = read_in_format(_Said, text)
    if not all(1 <= number <= count for number in said.answers):
        msg = "the model chose a statement that it was not shown"
        raise ModelAnswerError(msg)
    words = said.search.split()
    search = " ".join(words) if len(words) <= MOST_WORDS and not said.answers else ""
    places = dict.fromkeys(number - 1 for number in said.answers)
    return ModelChoice(places=(*places,)[:MOST_CHOSEN], search=search)
