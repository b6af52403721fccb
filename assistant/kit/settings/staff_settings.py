"""Hold the settings of the rooms that people work in: the desk, the console, insights."""

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from assistant.kit.settings.system_settings import Listed, Section


class HelpdeskSettings(Section):
    """Choose the helpdesk where people take conversations over."""

    kind: Literal["none", "builtin", "chatwoot"] = Field(
        "none",
        description="none: customers are told how to reach the shop; builtin: our own desk;"
        " chatwoot: the shop's",
    )
    file: Path | None = Field(
        None, description="teams, hours, deadlines, routing; our own if empty"
    )
    rule_text: str = Field(
        "",
        json_schema_extra={"shape": "page"},
        description="text of these rules, where no file is named",
    )

    @property
    def rule_source(self) -> Path | str | None:
        """Return the rules of the desk: their file, or their text; None: our own."""
        return self.file or self.rule_text or None


class ConsoleSettings(Section):
    """Hold the settings of the console, where the shop's people work."""

    url: str = Field(
        "",
        pattern=r"^(https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost)(:\d+)?)?$",
        description="its public origin, https://desk.shop.example; empty: as it is called",
    )
    idle_minutes: int = Field(120, ge=5, le=1440, description="unused, until signed out")
    session_hours: int = Field(12, ge=1, le=168, description="in use, until signed out")
    agents_see: Literal["all", "teams"] = Field(
        "all", description="conversations that the role agent may open"
    )


class OidcSettings(Section):
    """Hold the settings of the identity provider where people can sign in without a password."""

    issuer: str = Field(
        "",
        pattern=r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?)?$",
        description="https://id.example/realms/shop, as it calls itself; empty: none",
    )
    client_id: str = Field("comptoir", min_length=1, description="what it knows us as")
    client_secret: SecretStr | None = Field(None, description="empty: a public client")
    name: str = Field("SSO", min_length=1, max_length=40, description="what the button calls it")
    scope: str = Field("openid email profile", min_length=6, description="what is asked for")
    groups_claim: str = Field("groups", min_length=1, description="where it lists groups")
    roles: Listed = Field((), description="support=agent,team-leads=lead: the first one counts")
    creates: bool = Field(False, description="agents of who has such a group")

    @property
    def roles_by_group(self) -> dict[str, str]:
        """Return each group's role, in order."""
        return dict(one.rpartition("=")[::2] for one in self.roles)


class AttachmentSettings(Section):
    """Hold the settings of files that go with messages."""

    max_mb: int = Field(10, ge=1, le=100, description="of one file, in millions of bytes")
    types: Listed = Field((), description="media types that agents may send; all known if empty")


class InsightsSettings(Section):
    """Hold the settings of insights."""

    url: str = Field(
        "",
        pattern=r"^([a-z][a-z0-9+]*://\S*)?$",
        description="where Ibis runs the queries, such as postgresql://user@host/database;"
        " empty: DuckDB in process",
    )
    daily: bool = Field(True, description="a round is done every day, in a process of its own")
    hour: int = Field(3, ge=0, le=23, description="of the day, UTC, after which it is done")
    minutes_saved: int = Field(
        5, ge=1, le=240, description="of a person's work that a resolved conversation saves"
    )
    hour_cost: float = Field(
        0, ge=0, le=10_000, description="of an hour of a person's work, in the shop's currency"
    )
    label_cost: float = Field(
        0, ge=0, le=10_000, description="of a carrier's label for a return, in the same currency"
    )
    message_prices: str = Field(
        "",
        max_length=5_000,
        pattern=r"^(\s*([a-zA-Z_]{2,40}|\*)[ \t]+([a-zA-Z]{2}|\*)[ \t]+"
        r"\d{1,4}([.,]\d{1,6})?[ \t]*(\n\s*|$))*$",
        json_schema_extra={"shape": "lines"},
        description="a line for each: category of a template, country, its price, in the same"
        " currency; * stands for all",
    )
    costs: str = Field(
        "",
        max_length=5_000,
        pattern=r"^(\s*\S+[ \t]+\d{1,7}([.,]\d{1,3})?[ \t]*(\n\s*|$))*$",
        json_schema_extra={"shape": "lines"},
        description="a line for each product: its id, and what a piece costs without tax",
    )
    tax_percent: Decimal = Field(Decimal(20), ge=0, le=100, description="that prices contain")
    digest_to: Listed = Field((), description="addresses that get the weekly digest")
    digest_weekday: int = Field(1, ge=1, le=7, description="it is sent on; 1 is Monday")
    digest_language: Literal["fr", "en"] = Field("fr", description="it is written in")
    names: bool = Field(
        True, description="names of people are taken out, too, where words give them away"
    )
    competitors: Path | None = Field(
        None, description="YAML with other shops' names; the list that ships with it if empty"
    )
