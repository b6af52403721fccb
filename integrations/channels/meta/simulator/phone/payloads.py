"""What the page posts."""

from pydantic import BaseModel, ConfigDict, Field


class Posted(BaseModel):
    """A body of the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Posted):
    """Something written."""

    text: str = Field(min_length=1, max_length=4096)


class Pressed(Posted):
    """A button, a row or a quick reply."""

    bubble: str
    choice: int = Field(ge=0, le=99)


class Reaction(Posted):
    """An emoji under a message; "" takes it away."""

    bubble: str
    emoji: str = Field(max_length=8)


class Revoked(Posted):
    """A message of their own that is deleted for everyone."""

    bubble: str


class Switch(Posted):
    """Something that is on or off."""

    on: bool
