"""A process that accepts messages into a log and prints the id of each once it is acknowledged.

`python -m tests.support.processes.message_acceptor URL CONVERSATION COUNT`
"""

import asyncio
import sys

from assistant.conversation.ids import ConversationId
from integrations.stores.sql import open_event_log
from tests.support.seeds.conversation_events import WIDGET, started, wrote


async def accept_messages(url: str, conversation: str, count: int) -> None:
    """Accept `count` messages, one after the other."""
    async with open_event_log(url) as log:
        opened = await log.start(started(conversation))
        for number in range(count):
            event = wrote(f"{conversation}-{number}", opened.event.conversation_id)
            accepted = await log.accept(
                event, account_id=WIDGET, provider_message_id=event.message_id
            )
            sys.stdout.write(f"{accepted.message_id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(accept_messages(sys.argv[1], ConversationId(sys.argv[2]), int(sys.argv[3])))
