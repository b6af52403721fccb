"""Read and check the rules of handoff and routing, a file that the team edits.

`resources/desk.yml` is the default and explains each line in a comment.
"""

from datetime import date, time, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from assistant.conversation.event_base import Reason
from assistant.conversation.ids import TeamId
from assistant.conversation.people import Team
from assistant.desk.handoff.agent_routing import RoutingTimes
from assistant.desk.handoff.deadlines import Targets
from assistant.desk.handoff.opening_hours import MIDNIGHT, Holidays, Hours, OpeningSpan
from assistant.kit.settings.rule_file import RuleSource, RuleTextError, misfit, read_rules

DEFAULT = Path(__file__).parent / "resources" / "desk.yml"

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

WORD = r"^[a-z0-9][a-z0-9_-]{0,39}$"
Word = Annotated[str, StringConstraints(pattern=WORD)]
TeamName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class DeskFileError(RuleTextError):
    """Say that the rules file cannot be used; the message names the line's path and the remedy."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = "'{written}' is no time zone, such as Europe/Paris"
        raise misfit(kind="no_zone", says=msg, written=name) from None
    return name


def _span(written: object) -> object:
    """Read "09:30-18:00"."""
    if not isinstance(written, str):
        return written
    opens, _, closes = written.replace(" ", "").partition("-")
    try:
        ends = MIDNIGHT if closes == "24:00" else time.fromisoformat(closes)
        span = OpeningSpan(opens=time.fromisoformat(opens), closes=ends)
    except ValueError:
        msg = "'{written}' is no span of hours, such as \"09:30-18:00\""
        raise misfit(kind="no_span", says=msg, written=written) from None
    if span.closes != MIDNIGHT and span.closes <= span.opens:
        msg = "'{written}' ends before it begins; hours past midnight are the next day's"
        raise misfit(kind="span_backwards", says=msg, written=written)
    return span


def _apart(spans: tuple[OpeningSpan, ...]) -> tuple[OpeningSpan, ...]:
    ordered = tuple(sorted(spans))
    for before, after in pairwise(ordered):
        if before.closes == MIDNIGHT or after.opens < before.closes:
            msg = "two spans are one over the other at {at}"
            raise misfit(kind="spans_overlap", says=msg, at=f"{after.opens:%H:%M}")
    return ordered


def _month_day(written: str) -> str:
    try:
        date.fromisoformat(f"2000-{written}")  # a leap year: 29 February may be one
    except ValueError:
        msg = "'{written}' is no day of a year, such as 12-24"
        raise misfit(kind="no_month_day", says=msg, written=written) from None
    return written


Zone = Annotated[str, AfterValidator(_zone)]
OneSpan = Annotated[OpeningSpan, BeforeValidator(_span)]
Spans = Annotated[tuple[OneSpan, ...], AfterValidator(_apart)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_month_day)]


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HolidayRules(_Rules):
    """Hold the days on which nobody is there."""

    french: bool = False
    dates: tuple[date, ...] = ()
    every_year: tuple[MonthDay, ...] = ()

    def days(self) -> Holidays:
        """Return the holidays as a set of days."""
        yearly = frozenset((int(one[:2]), int(one[3:])) for one in self.every_year)
        return Holidays(french=self.french, dates=frozenset(self.dates), yearly=yearly)


class DeadlineRules(_Rules):
    """Hold the longest time that a customer waits, in opening time."""

    first_reply_minutes: int | None = Field(None, ge=1, le=10_000)
    next_reply_minutes: int | None = Field(None, ge=1, le=10_000)
    warn_at: float = Field(0.75, gt=0, le=1)

    def targets(self) -> Targets:
        """Return the deadlines as durations."""
        return Targets(
            first_reply=_minutes(self.first_reply_minutes),
            next_reply=_minutes(self.next_reply_minutes),
            warn_at=self.warn_at,
        )


class TeamRules(_Rules):
    """Hold the rules of one team; a rule that is not set is everybody's."""

    name: TeamName = ""  # as people read it; "": its id
    put_away: bool = False  # nothing goes to it any more; what was its is nobody's in particular
    hours: dict[Day, Spans] | None = None  # None: those of the default team
    timezone: Zone | None = None
    holidays: HolidayRules | None = None
    deadlines: DeadlineRules | None = None


class RoutingRules(_Rules):
    """Hold the rules of routing: which agents are asked, and how long each step waits."""

    accept_seconds: int = Field(60, ge=5, le=3600)
    relax_skills_seconds: int = Field(120, ge=0, le=86_400)
    relax_language_seconds: int = Field(300, ge=0, le=86_400)
    relax_empty_team_seconds: int = Field(300, ge=0, le=86_400)
    ask_again_seconds: int = Field(600, ge=0, le=86_400)
    prefer_last_agent: bool = True

    def times(self) -> RoutingTimes:
        """Return the times of routing as durations."""
        return RoutingTimes(
            accept=timedelta(seconds=self.accept_seconds),
            relax_skills=timedelta(seconds=self.relax_skills_seconds),
            relax_language=timedelta(seconds=self.relax_language_seconds),
            relax_empty_team=timedelta(seconds=self.relax_empty_team_seconds),
            ask_again=timedelta(seconds=self.ask_again_seconds),
            prefers_last_agent=self.prefer_last_agent,
        )


class DeskRules(_Rules):
    """Hold all rules of the desk."""

    timezone: Zone = "Europe/Paris"
    holidays: HolidayRules = HolidayRules()
    default_team: Word
    teams: dict[Word, TeamRules] = Field(min_length=1)
    deadlines: DeadlineRules = DeadlineRules()
    skills: dict[Reason, tuple[Word, ...]] = {}
    routing: RoutingRules = RoutingRules()

    @model_validator(mode="after")
    def _names_a_team(self) -> Self:
        if self.default_team not in self.teams:
            msg = "default_team '{team}' is not among teams: {teams}"
            named = {"team": self.default_team, "teams": ", ".join(self.teams)}
            raise misfit(kind="no_default_team", says=msg, **named)
        default = self.teams[self.default_team]
        if default.put_away:
            msg = "default_team '{team}' is put away"
            raise misfit(kind="default_put_away", says=msg, team=self.default_team)
        if default.hours is None:
            msg = "default_team '{team}' has no hours of its own"
            raise misfit(kind="default_without_hours", says=msg, team=self.default_team)
        return self

    def listed(self) -> tuple[Team, ...]:
        """Return every team by name, those that are put away after the others."""
        teams = (
            Team(team_id=TeamId(one), name=rules.name or one, put_away=rules.put_away)
            for one, rules in self.teams.items()
        )
        return tuple(sorted(teams, key=lambda one: (one.put_away, one.name.casefold())))

    def acting(self, team: TeamId | None) -> TeamId | None:
        """Return the team that takes a team's conversations; None: any agent, as it is put away."""
        return None if team in self.teams and self.teams[team].put_away else team

    def hours(self, team: TeamId | None) -> Hours:
        """Return a team's opening hours.

        They are the default team's without a team, for an unknown one and for one put away.
        """
        return self._hours[self._ruling(team)]

    def zone(self, team: TeamId | None) -> ZoneInfo:
        """Return the zone of a team's clock, in the same way."""
        return self.hours(team).timezone

    def targets(self, team: TeamId | None) -> Targets:
        """Return a team's deadlines, in the same way."""
        return (self.teams[self._ruling(team)].deadlines or self.deadlines).targets()

    def _ruling(self, team: TeamId | None) -> str:
        acting = self.acting(team)
        return acting if acting is not None and acting in self.teams else self.default_team

    @cached_property
    def _hours(self) -> dict[str, Hours]:
        return {name: self._hours_of(team) for name, team in self.teams.items()}

    def _hours_of(self, team: TeamRules) -> Hours:
        week = self.teams[self.default_team].hours if team.hours is None else team.hours
        return Hours(
            timezone=ZoneInfo(team.timezone or self.timezone),
            week={DAYS.index(day): spans for day, spans in (week or {}).items()},
            holidays=(team.holidays or self.holidays).days(),
        )


def load_desk_rules(source: RuleSource | None = None) -> DeskRules:
    """Return the rules of a file or a text, or the default ones.

    Raises:
        DeskFileError: the file is missing, is no YAML, or a line in it is unknown or out of range.
    """
    named_by = f"COMPTOIR_HELPDESK__{'RULE_TEXT' if isinstance(source, str) else 'FILE'}"
    return read_rules(DeskRules, source or DEFAULT, DeskFileError, named_by=named_by)


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)
