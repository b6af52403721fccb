"""Read the configuration from the environment, once at start.

`COMPTOIR_WEBCHAT__MAX_CHARS=1000` sets `settings.webchat.max_chars`; the section and the name
are joined by two underscores, and a misspelt name is refused.
"""

import difflib
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from assistant.kit.settings.retired_settings import leave_out_retired
from assistant.kit.settings.shop_settings import (
    AdviceSettings,
    BasketSettings,
    OutreachSettings,
    ShopSettings,
)
from assistant.kit.settings.staff_settings import (
    AttachmentSettings,
    ConsoleSettings,
    HelpdeskSettings,
    InsightsSettings,
    OidcSettings,
)
from assistant.kit.settings.system_settings import (
    ADDRESS,
    ChatwootSettings,
    CompletionsSettings,
    Listed,
    McpSettings,
    MessengerSettings,
    ModelSettings,
    RasaSettings,
    ScannerSettings,
    Section,
    ShopifySettings,
    TracingSettings,
    WebhookSettings,
    WhatsAppSettings,
    WooCommerceSettings,
)
from assistant.kit.settings.web_settings import WebSettings

PREFIX = "COMPTOIR_"


class LogSettings(Section):
    """Hold the settings of the event log."""

    url: str | None = Field(
        None,
        pattern=r"^(sqlite|postgres(ql)?)(\+\w+)?://",
        description="database, such as postgresql+asyncpg://...; SQLite in the data folder",
    )


class RedisSettings(Section):
    """Hold the settings of Redis, which carries work and notices."""

    url: str | None = Field(None, description="redis:// address; an embedded Valkey if empty")
    shards: int = Field(
        1, ge=1, le=64, description="of a Redis Cluster, fewer than workers; 1: one server"
    )


class SearchSettings(Section):
    """Hold the settings of the search index."""

    url: str | None = Field(None, description="Qdrant server; Qdrant Edge in the data folder")
    api_key: SecretStr | None = Field(None, description="of the Qdrant server")
    limit: int = Field(8, ge=1, le=50, description="passages looked at for an answer")
    reader: bool = Field(default=True, description="a trained reader tells which statements answer")


class EncoderSettings(Section):
    """Hold the settings of the encoder, which turns texts into vectors."""

    kind: Literal["default", "sentence-transformers", "openai"] = Field(
        "default", description="multilingual e5-small made at set-up, a local model, a server"
    )
    model: str = Field("", description="model name or folder, for the other two kinds")
    url: str | None = Field(None, description="OpenAI-compatible embeddings address")
    api_key: SecretStr | None = Field(None, description="of that address")
    full_vocabulary: bool = Field(False, description="default kind: keep non-Latin alphabets")


class WebChatSettings(Section):
    """Hold the settings of the website's widget."""

    origins: Listed = Field((), description="pages that may call, beside our own")
    max_chars: int = Field(2000, ge=1, le=20_000, description="of one message")
    messages_per_minute: int = Field(20, ge=1, description="of one conversation")
    conversations_per_minute: int = Field(30, ge=1, description="from one address")
    files: int = Field(5, ge=0, le=20, description="with one message; 0: customers send none")
    files_per_minute: int = Field(
        10, ge=1, description="of one conversation; double from one address"
    )
    token_days: int = Field(
        90, ge=1, le=3650, description="without a word until a page's key opens nothing"
    )
    color: str = Field(
        "",
        pattern=r"^(#[0-9a-fA-F]{6})?$",
        description="of button and customers' words, as #5a143c; the widget's own if empty",
    )
    scheme: Literal["", "light", "dark"] = Field("", description="empty: as the customer's system")
    side: Literal["end", "start"] = Field("end", description="lower corner: of a line's end, start")
    suggestions: str = Field(
        "", max_length=300, description="first questions, parted by |; the widget's own if empty"
    )
    privacy_url: str = Field(
        "", pattern=ADDRESS, description="of the privacy page; no link if empty"
    )


class WorkerSettings(Section):
    """Hold the settings of the workers, which take turns."""

    processes: int = Field(1, ge=1, le=16, description="worker processes that serve starts")
    concurrency: int = Field(4, ge=1, description="conversations at once in one worker")
    max_tries: int = Field(3, ge=1, description="of a turn before it is set aside")


class PatienceSettings(Section):
    """Hold how long customers are listened to before they are answered."""

    factor: float = Field(1.0, ge=0, le=3, description="times all of these; 0: none is waited")
    moment_s: float = Field(0.1, ge=0, le=2, description="after a whole request")
    page_short_s: float = Field(1.4, ge=0, le=10, description="where a detail often follows")
    page_long_s: float = Field(2.0, ge=0, le=20, description="after a greeting or a beginning")
    phone_short_s: float = Field(5.0, ge=0, le=20, description="the same on WhatsApp, Messenger")
    phone_long_s: float = Field(6.0, ge=0, le=30, description="the same there")
    longest_s: float = Field(8.0, ge=0, le=60, description="altogether, while they type as well")


class MetricsSettings(Section):
    """Hold where Prometheus reads metrics; without a port nothing is counted for it."""

    port: int | None = Field(None, ge=1, le=65_535, description="of /metrics; none if empty")
    host: str = Field("127.0.0.1", description="address of it, which customers must not reach")


class PolicySettings(Section):
    """Hold the confidence from which the assistant answers."""

    min_confidence: float = Field(0.5, ge=0, le=1, description="of an intent that is no question")
    floor: float = Field(0.4, ge=0, le=1, description="confidence that a statement needs")
    chitchat_floor: float = Field(0.6, ge=0, le=1, description="the same outside the shop's scope")


HandlingName = Literal["immediate", "offer", "off"]
"""A person goes on at once; a person is offered with the answer, once; neither."""


class EscalationSettings(Section):
    """Hold the rules by which a person goes on.

    Danger, crime and payment data always bring a person, without a setting.
    """

    anger: HandlingName = Field("offer", description="the customer is angry")
    insult: HandlingName = Field("offer", description="a first insult; a second is immediate")
    no_answer: HandlingName = Field("offer", description="no answer was found, several times")
    no_answer_times: int = Field(2, ge=1, le=10, description="in a row, for that")
    no_progress: HandlingName = Field("offer", description="turns that lead nowhere")
    no_progress_turns: int = Field(3, ge=2, le=10, description="in a row, for that")
    operation_failed: HandlingName = Field(
        "offer", description="the shop system refused or is down"
    )
    assistant_failed: HandlingName = Field(
        "offer", description="a turn broke off for good; a second in a row is immediate"
    )
    high_value: HandlingName = Field("offer", description="the turn is about an expensive order")
    high_value_amount: Decimal | None = Field(
        None, gt=0, description="of such an order, in its currency; no rule if empty"
    )
    vip: HandlingName = Field("offer", description="the shop system marks the customer")
    vip_tags: Listed = Field((), description="with one of these tags; no rule if empty")
    reopened: Literal["bot", "last_agent", "queue"] = Field(
        "bot", description="who answers what is written soon after a person resolved it"
    )
    reopened_minutes: int = Field(60, ge=1, le=10_080, description="that soon means")
    reopened_accept_minutes: int = Field(
        5, ge=1, le=1440, description="for the last agent to accept it; then it is the queue's"
    )


class IdentitySettings(Section):
    """Hold the settings of customers' identity, beside the shop's rules."""

    key: SecretStr | None = Field(
        None, description="64 hex digits; made and kept in the data folder if empty"
    )
    token_algorithm: Literal["HS256", "RS256", "ES256"] = Field(
        "HS256", description="of the tokens with which the shop's page vouches for customers"
    )
    token_key: SecretStr | None = Field(
        None, description="secret of 32 bytes or more, or the shop's public key; empty: no tokens"
    )
    token_key_file: Path | None = Field(None, description="the same, in a file")
    token_audience: str = Field("comptoir", min_length=1, description="what aud must be")
    token_issuer: str = Field("", description="what iss must be; empty: anything")


class MailSettings(Section):
    """Hold the settings of mail to customers."""

    server: str = Field("", description="SMTP host; empty: into the folder, for trying things out")
    port: int = Field(587, ge=1, le=65_535, description="of that host")
    security: Literal["starttls", "tls", "none"] = Field("starttls", description="starttls or tls")
    user: str = Field("", description="login, if the server wants one")
    password: SecretStr | None = Field(None, description="of that login")
    ca_file: Path | None = Field(None, description="authorities of a private server, PEM")
    sender: str = Field("Comptoir <comptoir@localhost>", min_length=3, description="From")
    folder: Path | None = Field(None, description="outbox in the data folder if empty")


class RetentionSettings(Section):
    """Hold the time for which customers' words are kept."""

    days: int = Field(
        0, ge=0, le=36_500, description="after the last word; 0: until somebody erases it"
    )


class DialogueSettings(Section):
    """Choose the engine that decides the next step of an operation."""

    engine: Literal["embedded", "rasa"] = Field(
        "embedded", description="embedded: in process; rasa: a Rasa server's rules and forms"
    )


class Settings(BaseSettings):
    """Hold all settings; each section refuses names it does not know."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65_535, description="port to listen on")
    data_dir: Path = Field(Path("data"), description="everything Comptoir keeps")
    models_dir: Path | None = Field(None, description="models; beside the packages if empty")
    log: LogSettings = LogSettings()
    redis: RedisSettings = RedisSettings()
    search: SearchSettings = SearchSettings()
    encoder: EncoderSettings = EncoderSettings()
    web: WebSettings = WebSettings()
    webchat: WebChatSettings = WebChatSettings()
    worker: WorkerSettings = WorkerSettings()
    patience: PatienceSettings = PatienceSettings()
    metrics: MetricsSettings = MetricsSettings()
    tracing: TracingSettings = TracingSettings()
    policy: PolicySettings = PolicySettings()
    escalation: EscalationSettings = EscalationSettings()
    shop: ShopSettings = ShopSettings()
    advice: AdviceSettings = AdviceSettings()
    basket: BasketSettings = BasketSettings()
    outreach: OutreachSettings = OutreachSettings()
    shopify: ShopifySettings = ShopifySettings()
    woocommerce: WooCommerceSettings = WooCommerceSettings()
    identity: IdentitySettings = IdentitySettings()
    mail: MailSettings = MailSettings()
    retention: RetentionSettings = RetentionSettings()
    helpdesk: HelpdeskSettings = HelpdeskSettings()
    chatwoot: ChatwootSettings = ChatwootSettings()
    model: ModelSettings = ModelSettings()
    completions: CompletionsSettings = CompletionsSettings()
    mcp: McpSettings = McpSettings()
    dialogue: DialogueSettings = DialogueSettings()
    rasa: RasaSettings = RasaSettings()
    console: ConsoleSettings = ConsoleSettings()
    oidc: OidcSettings = OidcSettings()
    attachments: AttachmentSettings = AttachmentSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()
    messenger: MessengerSettings = MessengerSettings()
    scanner: ScannerSettings = ScannerSettings()
    insights: InsightsSettings = InsightsSettings()
    webhooks: WebhookSettings = WebhookSettings()

    @property
    def log_url(self) -> str:
        """Return the event log's database address."""
        return self.log.url or f"sqlite+aiosqlite:///{self.data_dir / 'comptoir.db'}"

    @property
    def archive_folder(self) -> Path:
        """Return the folder of the files that versions before kept old events in."""
        return self.data_dir / "archive"

    @property
    def attachments_folder(self) -> Path:
        """Return the folder of files that go with messages; nothing serves it."""
        return self.data_dir / "attachments"

    @property
    def faces_folder(self) -> Path:
        """Return the folder of the pictures of the shop's people."""
        return self.data_dir / "faces"

    @property
    def insights_folder(self) -> Path:
        """Return the folder of the rows and builds for analysis."""
        return self.data_dir / "insights"

    @property
    def written_folder(self) -> Path:
        """Return the folder of pages that people wrote for customers' open questions."""
        return self.data_dir / "written"

    @property
    def imports_folder(self) -> Path:
        """Return the folder of imported reviews and past conversations."""
        return self.data_dir / "imports"

    @property
    def outbox(self) -> Path:
        """Return the folder that mail is written to where no server is named."""
        return self.mail.folder or self.data_dir / "outbox"


_OF_OTHER_TOOLS = ("FAILPOINT", "CHROMIUM", "SHOP_DIR", "PUBLISHED_ADDRESS", "PUBLISHED_PORT")


class SettingError(ValueError):
    """Say that a setting cannot be used, with its name and the way to mend it."""


class UnknownSettingError(SettingError):
    """Say that the environment names a setting that does not exist."""


def load(**overrides: object) -> Settings:
    """Read the settings from the environment; `overrides` (of the command line) win.

    Raises:
        UnknownSettingError: a variable begins with COMPTOIR_ and is no setting. pydantic-settings
            passes over misspelt top-level names in silence, so they are checked here.
        SettingError: a section's own variable holds no JSON.
        pydantic.ValidationError: a value does not fit.
    """
    leave_out_retired()
    known = frozenset(names())
    tools = {PREFIX + one for one in _OF_OTHER_TOOLS}
    for name in map(str.upper, os.environ):  # as they are read
        if name.startswith(f"{PREFIX}TEST_") or name in tools or not name.startswith(PREFIX):
            continue
        if name not in known:
            raise UnknownSettingError(_unknown(name, known))
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except SettingsError as error:
        msg = f"{error}: a section is set by {PREFIX}SECTION__NAME, or as one JSON object"
        raise SettingError(msg) from None


def names(of: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """Yield the name of every setting and section, as the environment spells it."""
    for name, field in of.model_fields.items():
        yield f"{prefix}{name.upper()}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from names(field.annotation, f"{prefix}{name.upper()}__")


def _unknown(name: str, known: frozenset[str]) -> str:
    alike = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    meant = f" Did you mean {alike[0]}?" if alike else ""
    return f"{name} is no setting.{meant} All of them, with their defaults, are in .env.example."
