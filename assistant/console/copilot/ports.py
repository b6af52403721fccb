"""Define the port of a copilot, in whichever process it runs."""

from collections.abc import AsyncGenerator
from typing import Protocol

from assistant.console.copilot.types import Step, Task


class Copilot(Protocol):
    """Help an agent. It writes nothing to the customer and has no effect in the shop."""

    @property
    def has_model(self) -> bool:
        """Return whether a language model is set; without one nothing is reworded."""
        ...

    def help(self, task: Task) -> AsyncGenerator[Step, None]:
        """Yield progress, and an end as the last step; close the generator to stop it.

        Raises no `PortError`: what cannot be had now is `Failed`.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        ...
