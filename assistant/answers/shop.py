"""What the assistant knows of the shop itself: its name and how a person is reached."""

from dataclasses import dataclass, field

from assistant.conversation.conversation_message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop that is spoken for."""

    name: str
    contact: dict[Language, str] = field(default_factory=dict)  # one sentence, as it is said
