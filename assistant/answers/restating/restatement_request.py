"""Build the request that has a model restate a message, and read its restatement. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from assistant.conversation.conversation import Conversation
from assistant.kit.model.format_request import instructions_of, read_in_format, request_in_format
from assistant.kit.model.ports import Format, ModelAnswerError, Request

MOST_SAID = 600  # characters of the reply before that are shown
MOST_CHARACTERS = 400  # of a restatement: a message that stands alone is short
MOST_WISHES = 4  # for the basket, of one message
MAX_TOKENS = 240  # of a restatement


class RestatedKind(StrEnum):
    """Name the kind of a message, as a model tells it."""

    PAGES = "pages"
    PRODUCT = "product"
    COMPARE = "compare"
    SEARCH = "search"
    BASKET = "basket"
    ORDER = "order"
    ANSWER = "answer"
    TALK = "talk"


RESTATEMENT = Format(
    name="restatement",
    schema={
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": [one.value for one in RestatedKind]},
            "message": {"type": "string"},
            "also": {"type": "string"},
        },
        "required": ["kind", "message", "also"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """Hold a message as a model restates it: the customer's wish in the shop's words."""

    kind: RestatedKind
    text: str  # of an order or of talk: one word, see `resources/restate.txt`
    also: str = ""  # a second question of the message, which stands alone

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the wishes for the basket, one for each product; at most `MOST_WISHES`."""
        said = dict.fromkeys(line.strip() for line in self.text.splitlines())
        return tuple(line for line in said if line)[:MOST_WISHES]

    @property
    def outcome(self) -> str:
        """Return the word for it in the account."""
        return self.kind.value


class _RestatedJson(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    kind: RestatedKind
    message: str = Field(min_length=1, max_length=MOST_CHARACTERS)
    also: str = Field("", max_length=MOST_CHARACTERS)


def restatement_request(
    message: str,
    conversation: Conversation,
    *,
    earlier: Sequence[str],
    said_last: str,
    lists: Mapping[str, Sequence[str]],
) -> Request:
    """Return the request to restate `message`.

    `earlier` are the customer's messages before, oldest first, `said_last` is the reply to them;
    `lists` are what the customer sees and what the shop has that is near, each list under its name.
    """
    shown = {
        **{name: list(lines) for name, lines in lists.items() if lines},
        "customer_said_before": list(earlier),
        "assistant_said_last": said_last[:MOST_SAID],
        "message": message,
    }
    return request_in_format(
        shown,
        conversation,
        instructions=instructions_of("assistant.answers.restating", "restate.txt"),
        answer=RESTATEMENT,
        max_tokens=MAX_TOKENS,
    )


def read_restatement(text: str) -> Restatement:
    """Return the restatement that a model wrote.

    Raises:
        ModelAnswerError: it is none, or too long for one message.
    """
    said = read_in_format(_RestatedJson, text)
    if not any(letter.isalnum() for letter in said.message):
        msg = "the model's restatement says nothing in the format asked for"
        raise ModelAnswerError(msg)
    return Restatement(kind=said.kind, text=said.message, also=said.also)
