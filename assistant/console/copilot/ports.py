"""What the console needs of a copilot, wherever it runs."""

from collections.abc import AsyncGenerator
from typing import Protocol

from assistant.console.copilot.types import Step, Task


class Copilot(Protocol):
    """Helps an agent. It writes nothing to the customer and has no effect in the shop."""

    @property
    def has_model(self) -> bool:
        """Whether a language model is set, without which nothing is rewritten."""
        ...

    def help(self, task: Task) -> AsyncGenerator[Step, None]:
        """Yield progress, and one end as the last; close the generator to stop it.

        Raises no `PortError`: what cannot be had now is `Failed`.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        ...
