"""Compute the order of a list, and the place at which a page ended and the next begins. Pure.

A cursor is the key of the last conversation shown, so the next page begins after it even if
conversations were added or went away meanwhile.
"""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.desk.lists.case_standing import Standing
from assistant.desk.lists.search_words import asked_for
from assistant.desk.ports import CaseQuery, View

MOST = 200
"""Conversations of a page."""

_QUEUES = {View.MINE, View.UNASSIGNED, View.OPEN}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDLE = 1  # after every rank of what waits, which is 0 or less


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """Hold a conversation's place in both orders; ascending in `queue`, descending in `newest`."""

    rank: int  # 0 - priority if it waits, else 1
    turn: int  # microseconds since 1970 that it waits since; 0 - `latest` if it does not wait
    latest: int  # microseconds since 1970 of the last words
    conversation_id: str

    @property
    def queue(self) -> tuple[int, int, str]:
        """Return the key of a queue."""
        return (self.rank, self.turn, self.conversation_id)

    @property
    def newest(self) -> tuple[int, str]:
        """Return the key of any other list."""
        return (self.latest, self.conversation_id)


def place_of(standing: Standing) -> ListPlace:
    """Return where a conversation stands in lists."""
    case, latest = standing.case, _microseconds(standing.last_at)
    waits = case.waiting_since is not None
    return ListPlace(
        rank=-case.priority if waits else _IDLE,
        turn=-latest if case.waiting_since is None else _microseconds(case.waiting_since),
        latest=latest,
        conversation_id=case.conversation_id,
    )


def is_queue(query: CaseQuery) -> bool:
    """Return whether waiting conversations come first, instead of the newest words."""
    return query.view in _QUEUES and not asked_for(query.words)


def check(query: CaseQuery) -> None:
    """Refuse a query that no page answers.

    Raises:
        ValueError: see the message.
    """
    if not 1 <= query.limit <= MOST:
        msg = f"a page has 1 to {MOST} conversations, not {query.limit}"
        raise ValueError(msg)
    start(query)


def cursor(query: CaseQuery, place: ListPlace) -> str:
    """Return the `after` of the page that begins behind `place`."""
    key = place.queue if is_queue(query) else place.newest
    told = json.dumps([_fingerprint(query), *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def start(query: CaseQuery) -> tuple[int | str, ...] | None:
    """Return the key that a page begins behind; None: it is the first.

    Raises:
        ValueError: `after` was not made by this query's page before.
    """
    if not query.after:
        return None
    kinds = (int, int, str) if is_queue(query) else (int, str)
    try:
        padded = query.after + "=" * (-len(query.after) % 4)
        made_by, *key = json.loads(base64.b64decode(padded.encode(), b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError):
        made_by, key = None, []
    if made_by != _fingerprint(query) or tuple(type(part) for part in key) != kinds:
        msg = "the list was asked to go on at a place that is not its own: begin at its first page"
        raise ValueError(msg)
    if any(isinstance(part, int) and abs(part) >= 1 << 63 for part in key):
        msg = "the list was asked to go on at a place that is not its own: begin at its first page"
        raise ValueError(msg)
    return tuple(key)


def _fingerprint(query: CaseQuery) -> int:
    """Return a number that tells one list's cursors from another's; it is no protection."""
    teams = None if query.teams is None else tuple(sorted(query.teams))
    words = " ".join(asked_for(query.words))
    same = replace(query, after="", limit=1, words=words, teams=teams)
    return zlib.crc32(repr(same).encode(errors="replace"))


def _microseconds(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
