"""`CannedReplies` in memory."""

from collections.abc import Collection, Sequence

from assistant.conversation.ids import TeamId
from assistant.desk.canned_replies import CannedReply, ShortcutTakenError


class MemoryCannedReplies:
    """Canned replies for one event loop."""

    def __init__(self) -> None:
        self._replies: dict[str, CannedReply] = {}

    async def all(self, teams: Collection[TeamId] | None = None) -> Sequence[CannedReply]:
        found = [
            reply
            for reply in self._replies.values()
            if teams is None or reply.team is None or reply.team in teams
        ]
        return sorted(found, key=lambda reply: (reply.shortcut, reply.team or ""))

    async def keep(self, reply: CannedReply) -> None:
        for other in self._replies.values():
            same = (other.shortcut, other.team) == (reply.shortcut, reply.team)
            if same and other.reply_id != reply.reply_id:
                raise ShortcutTakenError(reply.shortcut)
        self._replies[reply.reply_id] = reply

    async def drop(self, reply_id: str) -> None:
        self._replies.pop(reply_id, None)
