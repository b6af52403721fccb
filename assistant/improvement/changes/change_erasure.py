"""Take conversations out of a change set when they are erased. Pure."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSet
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer


def digest_of(words: str) -> str:
    """Return the digest by which erasing finds the way of asking that was made of a message."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def without_conversations(change: ChangeSet, erased: Collection[str]) -> ChangeSet | None:
    """Return a change set without erased conversations; None: it was made of nothing else.

    A wording that came from them alone goes as well, unless people published it or wrote it: what
    they verify has no personal data, and is the shop's.
    """
    kept = tuple(one for one in change.signals if one.conversation_id not in erased)
    if kept == change.signals:
        return change
    if not kept and (change.cause, change.kind) == (ChangeCause.CHALLENGED, ChangeKind.TASK):
        return None  # its title is the customer's question
    left = replace(change, signals=kept, version=change.version + 1)
    if change.kind is not ChangeKind.VERIFIED or change.published_at is not None:
        return left
    gone = {one.wording for one in change.signals} - {one.wording for one in kept} - {""}
    answer = decode_answer(change.change.content)
    ways = tuple(way for way in answer.ways if digest_of(way.text) not in gone)
    if not ways:
        return None
    content = encode_answer(replace(answer, ways=ways))
    return replace(left, change=replace(change.change, content=content))
