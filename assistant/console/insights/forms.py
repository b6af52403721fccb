"""What people send from the insights' pages."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.console.conversations.console_forms import Form

_NOTE = 2000


class MoveForm(Form):
    """What somebody does with an insight."""

    to: Literal["accepted", "done", "dismissed", "open"]
    version: int = Field(ge=0)
    owner: str = Field("", max_length=64)  # "": who sends it
    note: str = Field("", max_length=_NOTE)
    reason: str = Field("", max_length=_NOTE)
    weeks: int = Field(8, ge=1, le=104)
    on: date | None = None


class TopicForm(Form):
    """What somebody makes of a topic."""

    name_fr: str = Field("", max_length=80)
    name_en: str = Field("", max_length=80)
    into: str = Field("", max_length=64)
    split: bool = False
    do: Literal["rename", "merge", "split"]


class DraftForm(Form):
    """What somebody does with a page draft; its words are stored first where the form has them."""

    do: Literal["save", "try", "publish", "withdraw", "discard", "take_up"]
    edition: int = Field(ge=0, description="of the words that the page showed")
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000)
    url: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")

    @property
    def has_words(self) -> bool:
        """Return whether the form is the one with the words in it."""
        return self.do in {"save", "try", "publish"}
