"""Hold the fields of the console's forms, checked as they come in."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, TypeVar
from uuid import uuid4

from fastapi import Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from assistant.console.conversations.file_rules import MOST_FILES
from assistant.console.copilot.help_outcomes import GivenHelp
from assistant.console.copilot.types import Help
from assistant.conversation.events import Exceptional, ToldWhere
from assistant.conversation.ids import AgentId, TeamId
from assistant.desk.canned_replies import CannedReply
from assistant.desk.handoff.agent_routing import Availability
from assistant.operations.operation_register import GOODWILL

MAX_CHARS = 10_000  # of a reply or a note
_MAX_LABELS = 20
_MAX_HELPS = 6  # of one reply, as `MOST` of static/copilot.js
_HELPED = TypeAdapter(list[GivenHelp])

_ID = r"^[A-Za-z0-9_-]{1,64}$"

PathId = Annotated[str, Path(pattern=_ID)]
"""An id in the address of a request."""

ClientId = Annotated[str, StringConstraints(pattern=_ID)]
"""Made by the page, once for what is written; what makes sending it again harmless."""

F = TypeVar("F", bound="Form")


class Form(BaseModel):
    """Hold the fields of a form; unknown fields are skipped."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Write(Form):
    """Write a reply to the customer, or a note."""

    mode: Literal["reply", "note"] = "reply"
    text: str = Field("", max_length=MAX_CHARS)
    client_id: ClientId
    seen: int = Field(0, ge=0, description="the last event the page had shown")
    helped: str = Field(
        "", max_length=60_000, description="JSON list of what the copilot had a part in"
    )
    files: str = Field(
        "",
        pattern=rf"^(?:[0-9a-f]{{32}}(?:,[0-9a-f]{{32}}){{0,{MOST_FILES - 1}}})?$",
        description="ids of what goes with a reply, between commas",
    )

    def file_ids(self) -> tuple[str, ...]:
        """Return the ids of the files that go with the reply."""
        return tuple(self.files.split(",")) if self.files else ()

    def helps(self) -> tuple[GivenHelp, ...]:
        """Return the copilot's helps in the text, the last of many; (): the list is unreadable."""
        try:
            return tuple(_HELPED.validate_json(self.helped)[-_MAX_HELPS:]) if self.helped else ()
        except ValidationError:
            return ()


class HelpForm(Form):
    """Ask the copilot for a help."""

    help: Help
    text: str = Field("", max_length=MAX_CHARS)  # what is more than a help takes, it says itself


class UnusedHelp(Form):
    """Record a help that an agent did not want, or that came too late."""

    help: Help
    outcome: Literal["discarded", "outdated"]
    by_model: bool = False


class ClaimForm(Form):
    """Take a conversation."""

    force: bool = False  # though a colleague has it
    asked: bool = False  # they were asked to take it


class Release(Form):
    """Give a conversation back."""

    settle: bool = False  # what is unanswered needs no answer


class Resolve(Form):
    """Resolve a conversation: nothing is left to do."""

    seen: int = Field(ge=0)


class Snooze(Form):
    """Put a conversation away: for so many minutes, or until a time on the agent's clock."""

    minutes: int | None = Field(None, alias="for", ge=1, le=60 * 24 * 366)
    until: datetime | None = None  # of the agent's clock, without a zone
    offset: int = Field(0, ge=-1000, le=1000, description="minutes their clock is behind UTC")

    def time(self, now: datetime) -> datetime:
        """Return the time when the conversation comes back: aware, UTC."""
        if self.minutes is not None:
            return now + timedelta(minutes=self.minutes)
        if self.until is None:
            return now
        return (self.until.replace(tzinfo=UTC) + timedelta(minutes=self.offset)).astimezone(UTC)


class Assign(Form):
    """Give a conversation to a colleague, a team or everybody's queue."""

    to: str = Field("", max_length=200)

    def target(self) -> tuple[AgentId | None, TeamId | None]:
        """Return the colleague and the team; neither: everybody's queue."""
        kind, _, name = self.to.partition(":")
        return (
            AgentId(name) if kind == "agent" and name else None,
            TeamId(name) if kind == "team" and name else None,
        )


class Labels(Form):
    """Set the labels of a conversation."""

    labels: str = Field("", max_length=1000)

    def wanted(self) -> frozenset[str]:
        """Return the labels, in lower case."""
        words = (" ".join(one.split()).lower()[:60] for one in self.labels.split(","))
        return frozenset(sorted({one for one in words if one})[:_MAX_LABELS])


class CannedForm(Form):
    """Add or change a canned reply."""

    reply_id: str = Field("", max_length=64)
    shortcut: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    fr: str = Field("", max_length=5000)
    en: str = Field("", max_length=5000)
    team: str = Field("", max_length=64)

    def reply(self) -> CannedReply:
        """Return the canned reply; `desk.canned_replies.check` says whether it can be kept."""
        return CannedReply(
            reply_id=self.reply_id or uuid4().hex,
            shortcut=self.shortcut.strip().lower(),
            title=self.title.strip(),
            text_fr=self.fr.strip(),
            text_en=self.en.strip(),
            team=TeamId(self.team) if self.team else None,
        )


class CannedDrop(Form):
    """Delete a canned reply."""

    reply_id: str = Field(max_length=64)


class Suggestion(Form):
    """Send, edit or reject a reply that the assistant suggests."""

    suggestion_id: str = Field(max_length=64)
    outcome: Literal["sent", "edited", "rejected"]
    text: str = Field("", max_length=MAX_CHARS)
    keep: bool = False  # go on by hand after it


class Approval(Form):
    """Allow or refuse an operation that the customer said yes to."""

    proposal_id: str = Field(max_length=64)
    approved: bool = False
    seen: int = Field(0, ge=0)


class TemplateForm(Form):
    """Hold a template with its values, each part in the order of its variables."""

    client_id: ClientId
    name: str = Field(min_length=1, max_length=512)
    language: str = Field(min_length=2, max_length=20)
    header: tuple[str, ...] = Field((), max_length=1)
    body: tuple[str, ...] = Field((), max_length=20)
    links: tuple[str, ...] = Field((), max_length=10)


class TableForm(Form):
    """Hold an autonomy table as YAML."""

    table: str = Field("", max_length=50_000)
    version: int = Field(0, ge=0, description="that it takes the place of")
    note: str = Field("", max_length=300)


class MissingRowsForm(TableForm):
    """Name rows that the autonomy table lacks, to be added to it."""

    row: tuple[Annotated[str, Field(max_length=64)], ...] = Field((), max_length=64)
    to_people: bool = False  # left to people, in place of what the default table says


class ProposalForm(Form):
    """Hold a read-back as it was shown, to be sent unchanged or not at all."""

    operation: str = Field(max_length=64)
    parameters: str = Field(max_length=10_000)  # JSON, as the gate gave them
    fingerprint: str = Field(max_length=64)
    seen: int = Field(ge=0)  # the last event when the page was made
    client_id: ClientId
    filled: str = Field("", max_length=10_000)  # JSON: what the copilot had filled in


class AgentOrderForm(ProposalForm):
    """Hold a read-back that is to be done on the customer's word, given elsewhere."""

    told: ToldWhere | Exceptional
    reason: str = Field(max_length=500)

    @property
    def fits(self) -> bool:
        """Return whether an exception is ordered as one, and all else on the customer's word."""
        return (self.told == "exception") == (self.operation in GOODWILL)


class ExceptionForm(ProposalForm):
    """Hold an exception as it was shown, that a colleague is asked to make."""

    reason: str = Field(max_length=500)


class Merge(Form):
    """Merge a conversation into another one."""

    into: str = Field(pattern=_ID)


class AvailabilityForm(Form):
    """Set the availability of an agent."""

    availability: Availability


class PresenceForm(Form):
    """Tell which conversation an agent has open, and whether they write."""

    conversation: str = Field("", max_length=64)  # "": none
    typing: bool = False
    gone: bool = False


class Preferences(Form):
    """Choose the language and the theme of the console."""

    language: Literal["", "fr", "en"] = ""
    theme: Literal["", "auto", "light", "dark"] = ""
    to: str = Field("/console", max_length=500)

    def back(self) -> str:
        """Return the address of the console's page to go on with."""
        return self.to if self.to.startswith(("/console", "/insights")) else "/console"


async def read_template(request: Request) -> TemplateForm:
    """Return the form of a template, whose values come as several fields of one name.

    Raises:
        RequestValidationError: they do not fit.
    """
    sent = await request.form()
    lists = {name: sent.getlist(name) for name in ("header", "body", "links")}
    return _fit(TemplateForm, {**sent, **lists})


async def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form that was sent, without its files."""
    return {name: text for name, text in (await request.form()).items() if isinstance(text, str)}


async def read_form(request: Request, form: type[F], *, lists: Collection[str] = ()) -> F:
    """Return a form's fields; those named in `lists` may come several times, or not at all.

    Raises:
        RequestValidationError: they do not fit.
    """
    sent = await request.form()
    fields: dict[str, object] = {name: v for name, v in sent.items() if v != ""}
    return _fit(form, {**fields, **{name: sent.getlist(name) for name in lists}})


def _fit(form: type[F], fields: Mapping[str, object]) -> F:
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        ) from None
