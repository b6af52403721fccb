"""A copilot of a small shop: what it is asked with, and what it yields."""

import json
from collections.abc import AsyncGenerator, Callable

from assistant.console.copilot.types import Step, Task
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import Completed, Completion, Finish, Request, Usage
from assistant.mind.prompt import Voice
from tests.support.memory.language_model import MemoryModel

CID = ConversationId("c1")
OPEN = Conversation(conversation_id=CID, language="en")
VOICE = Voice(shop="Brisemare")
USAGE = Usage(prompt=120, completion=30)


def ended(finish: Finish = Finish.STOP) -> Completed:
    return Completed(finish=finish, usage=USAGE, model="m", endpoint="e")


def says(text: str | Callable[[Request], str], finish: Finish = Finish.STOP) -> MemoryModel:
    """Return a model that says `text`, or what it makes of the request."""

    def answer(request: Request) -> Completion:
        said = text if isinstance(text, str) else text(request)
        return Completion(text=said, end=ended(finish))

    return MemoryModel(answer)


def sentences(*parts: tuple[int, str, str]) -> str:
    """Return the sentences of a summary, each (number of a message, quote, text)."""
    said = [{"source": source, "quote": quote, "text": text} for source, quote, text in parts]
    return json.dumps({"sentences": said}, ensure_ascii=False)


def fails(error: Exception) -> MemoryModel:
    def answer(_: Request) -> Completion:
        raise error

    return MemoryModel(answer)


class Scripted:
    """A `Copilot` that yields what it is told, and remembers what it was asked."""

    has_model = True

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self.asked: list[Task] = []

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        self.asked.append(task)
        for step in self.steps:
            yield step
