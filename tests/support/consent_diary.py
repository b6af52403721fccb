"""What customers said in each conversation, kept by a test that knows nothing of the product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from assistant.conversation.message import ChannelKind

SERVICE, ALERT = "service", "alert"
LEA, TOM = "lea", "tom"
COUNTRY = {LEA: "FR", TOM: "DE"}
LEAS_PHONE, TOMS_PHONE = "33612345678", "4915123456789"
PHONES = (LEAS_PHONE, TOMS_PHONE, "33698765432", "4915198765432")
WORDS = {
    "tenez-moi au courant": (("given", SERVICE),),
    "STOP": (("stop", ""),),
    "unsubscribe": (("stop", ""),),
    "START": (("start", ""),),
    "où est mon colis ?": (),
}
BEGINS = (  # before a change of the clock, before another, in winter, in summer
    datetime(2026, 10, 22, 9, tzinfo=UTC),
    datetime(2027, 3, 24, 9, tzinfo=UTC),
    datetime(2026, 12, 21, 9, tzinfo=UTC),
    datetime(2027, 4, 28, 9, tzinfo=UTC),
)
PURPOSE_OF = {
    "parcel_late": SERVICE,
    "question_answered": SERVICE,
    "back_in_stock": ALERT,
}
SUMMERS = ((date(2026, 3, 29), date(2026, 10, 25)), (date(2027, 3, 28), date(2027, 10, 31)))


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer said: given, withdrawn, stop or start."""

    at: datetime
    what: str
    purpose: str


@dataclass(slots=True)
class Talk:
    """A conversation as its customer knows it."""

    name: str
    channel: ChannelKind
    phone: str
    owner: str = ""  # once they proved who they are
    is_over: bool = False  # erased, or merged into another
    is_erased: bool = False
    said: list[Said] = field(default_factory=list)

    def covers(self, purpose: str, until: datetime, since: datetime | None = None) -> bool:
        """Return whether the customer's own words after `since` are a consent at `until`."""
        given = False
        for one in self.said:
            if one.at > until or (since is not None and one.at <= since):
                continue
            if one.what == "stop" or (one.what == "withdrawn" and one.purpose == purpose):
                given = False
            elif one.what == "given" and one.purpose == purpose:
                given = True
        return given

    def stops(self, until: datetime) -> list[datetime]:
        return [one.at for one in self.said if one.what == "stop" and one.at <= until]

    def is_stopped(self, until: datetime) -> bool:
        """Return whether a STOP is in force here: START, and asking anew, end it."""
        last = [one for one in self.said if one.what in ("stop", "start", "given")]
        last = [one for one in last if one.at <= until]
        return bool(last) and last[-1].what == "stop"


@dataclass(slots=True)
class ImportedRow:
    """A row of a file of consents."""

    file_id: str
    phone: str
    purpose: str
    given_at: datetime
    is_back: bool = False  # the file was taken back


def is_quiet(country: str, at: datetime) -> bool:
    """Return whether it is quiet in France or Germany, by rules of its own."""
    summer = any(
        datetime(*begin.timetuple()[:3], 1, tzinfo=UTC)
        <= at
        < datetime(*end.timetuple()[:3], 1, tzinfo=UTC)
        for begin, end in SUMMERS
    )
    local = at + timedelta(hours=2 if summer else 1)
    return not 8 <= local.hour < (22 if country == "FR" else 21)


def is_imported(
    talk: Talk,
    purpose: str,
    at: datetime,
    *,
    talks: Sequence[Talk],
    rows: Sequence[ImportedRow],
    erased_at: Mapping[str, datetime],
) -> bool:
    """Return whether a file may count: not after a STOP, and not older than an erasure."""
    ended = any(
        one.what == "stop" or (one.what == "withdrawn" and one.purpose == purpose)
        for other in talks
        if talk.phone and other.phone == talk.phone
        for one in other.said
        if one.at <= at
    )
    erased = erased_at.get(talk.phone)
    return not ended and any(
        row.phone == talk.phone
        and row.purpose == purpose
        and not row.is_back
        and (erased is None or row.given_at > erased)
        for row in rows
    )
