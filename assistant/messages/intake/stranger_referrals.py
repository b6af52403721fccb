"""Keep the referral of a stranger until they write: Messenger tells of it before their words.

Meta posts a referral by itself only to a thread that the page has already; one that is new brings
it with its first message. But a thread of the page's is new here where it began before the page was
connected, or where its conversation was erased. It is a line in the conversation and no message: a
crash in the moment in which the conversation is opened may cost it.
Source: developers.facebook.com, Messenger Platform, messaging_referrals (updated 2025-07-01)
"""

from datetime import datetime

import orjson

from assistant.conversation.message import Referral
from assistant.messages.channels.ports import Envelopes
from assistant.messages.channels.updates import AccountContact, ReferralArrived, UnknownUpdate

_WHAT = "referral_of_a_stranger"
_MOST = 3  # of one stranger, the newest: a click is no more than a line in the conversation


async def set_aside(envelopes: Envelopes, update: ReferralArrived, *, at: datetime) -> None:
    """Keep a referral for a later contact; like all updates that are set aside, for some days."""
    said = {"at": update.at, "referral": update.referral}
    kept = UnknownUpdate(
        channel=update.place.channel,
        account_id=update.place.account_id,
        what=_WHAT,
        raw=orjson.dumps(said).decode(),
        user_id=update.place.keys.user_id,
    )
    if kept.user_id:  # else nobody could say whose it is
        await envelopes.set_aside(kept, at=at)


async def recall(envelopes: Envelopes, place: AccountContact) -> list[ReferralArrived]:
    """Return the referrals of a new contact, oldest first."""
    if not place.keys.user_id:
        return []
    found = await envelopes.aside_of(place, _WHAT, limit=_MOST)
    return [_read(one, place) for one in reversed(found)]


def _read(kept: UnknownUpdate, place: AccountContact) -> ReferralArrived:
    said = orjson.loads(kept.raw)
    at = datetime.fromisoformat(said["at"])
    return ReferralArrived(place=place, at=at, referral=Referral(**said["referral"]))
