"""Hours to test with, and what is expected in them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.desk.handoff.opening_hours import MIDNIGHT, Holidays, Hours, OpeningSpan
from assistant.desk.handoff.wait_outlook import Outlook

PARIS = ZoneInfo("Europe/Paris")
MORNING = OpeningSpan(opens=time(9, 30), closes=time(12, 30))
AFTERNOON = OpeningSpan(opens=time(14), closes=time(18))
WEEKDAYS = dict.fromkeys(range(5), (MORNING, AFTERNOON))
HOURS = Hours(timezone=PARIS, week=WEEKDAYS, holidays=Holidays(french=True))
ALWAYS = Hours(
    timezone=PARIS, week={day: (OpeningSpan(opens=MIDNIGHT, closes=MIDNIGHT),) for day in range(7)}
)
NEVER = Hours(timezone=PARIS, week={})


def paris(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Return how much opening time lies between two moments."""
    total = timedelta()
    for opens, closes in hours._from(start):  # noqa: SLF001 - the product asks for no such sum
        if opens >= end:
            break
        total += max(timedelta(), min(closes, end) - max(opens, start))
    return total


EVENING = paris(2026, 11, 24, 20)
OPEN = Outlook(at=EVENING, timezone=PARIS, open=True, staffed=True)
CLOSED = Outlook(at=EVENING, timezone=PARIS, open=False, next_opening=paris(2026, 11, 25, 9))
