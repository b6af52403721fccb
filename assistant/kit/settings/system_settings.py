"""Hold the settings of other systems, and the base class of every section of settings."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode


def _listed(value: object) -> object:
    """Split a list: JSON, or words between commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part for part in map(str.strip, value.split(",")) if part]


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Several words: `a,b` or `["a", "b"]`."""

ListedSecrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed)]
"""Several secrets, listed the same way."""


class Section(BaseModel):
    """Hold a group of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


ADDRESS = r"^(https?://[^\s?#@]+)?$"


class EndpointSettings(Section):
    """Hold a further endpoint of a language model, asked when those before it fail."""

    base_url: str = Field(pattern=ADDRESS, min_length=1, description="as of the first")
    api_key: SecretStr | None = Field(None, description="as of the first")
    name: str = Field(min_length=1, description="of the model, as this endpoint calls it")
    price_input: Decimal = Field(Decimal(0), ge=0, description="as of the first")
    price_cached: Decimal | None = Field(None, ge=0, description="as of the first")
    price_output: Decimal = Field(Decimal(0), ge=0, description="as of the first")


class ModelSettings(Section):
    """Hold the settings of a language model on an OpenAI-compatible server; no address: none."""

    base_url: str = Field("", pattern=ADDRESS, description="such as https://api.openai.com/v1")
    api_key: SecretStr | None = Field(None, description="of that server, if it wants one")
    name: str = Field("", description="of the model, as the server calls it")
    price_input: Decimal = Field(Decimal(0), ge=0, description="of a million tokens read")
    price_cached: Decimal | None = Field(
        None, ge=0, description="of a million that the server had kept; as read if empty"
    )
    price_output: Decimal = Field(Decimal(0), ge=0, description="of a million tokens written")
    fallbacks: tuple[EndpointSettings, ...] = Field(
        (), description="JSON list of further endpoints, asked in order when it fails"
    )
    tone: str = Field(
        "", max_length=300, description="how the shop speaks, in a sentence: warm, no slang"
    )
    sees: bool = Field(
        default=False, description="it sees: customers' photos go to it, described to agents alone"
    )
    redact: bool = Field(
        default=True,
        description="customers' words go to it without names, e-mail addresses, telephone and"
        " card numbers; what tools are told (orders, postal addresses) stays",
    )
    first_word_s: float = Field(4.0, gt=0, le=60, description="for the first word of an answer")
    total_s: float = Field(8.0, gt=0, le=120, description="for all of it, tries included")
    turn_s: float = Field(
        20.0, gt=0, le=120, description="for one reply: all requests and tools; then words answer"
    )
    tries: int = Field(2, ge=1, le=5, description="of each endpoint, before the next is asked")
    conversation_tokens: int = Field(
        60_000, ge=1000, description="that one conversation may use; then no model in it"
    )
    day_tokens: int = Field(
        5_000_000, ge=1000, description="that a day (UTC) may use; then no model until the next"
    )
    day_cost: Decimal | None = Field(
        None, gt=0, description="that a day may cost, by the prices; no such stop if empty"
    )


class ApiClientSettings(Section):
    """Hold a program that may use the chat completions API; `comptoir client` makes one."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="as people read it")
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="hex digest of its key")
    operates: bool = Field(True, description="may have something done for customers it vouches for")
    per_minute: int = Field(60, ge=1, le=100_000, description="requests")


class CompletionsSettings(Section):
    """Hold the settings of our own chat completions API."""

    clients: tuple[ApiClientSettings, ...] = Field(
        (), description="JSON list of those who may ask; nobody if empty"
    )
    wait_s: float = Field(30.0, gt=0, le=300, description="for an answer, at most")


class StaffKeySettings(Section):
    """Hold the key of a person of the shop for a program; `comptoir staff key` makes one."""

    agent_id: str = Field(min_length=1, max_length=64, description="whose it is")
    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="hex digest of the key")
    per_minute: int = Field(60, ge=1, le=100_000, description="calls")


class McpSettings(Section):
    """Hold the settings of the MCP server.

    Programs that speak for customers are those of the chat completions API.
    """

    staff: tuple[StaffKeySettings, ...] = Field(
        (), description="JSON list of the keys of the shop's people; nobody's if empty"
    )


class RasaSettings(Section):
    """Hold the settings of the Rasa server, where it is the dialogue engine."""

    url: str = Field(
        "http://127.0.0.1:5005", pattern=r"^https?://\S+$", description="address of the server"
    )
    secret: SecretStr | None = Field(
        None, min_length=16, description="shared with the server, which calls /rasa/actions with it"
    )
    timeout_s: float = Field(
        2.0, gt=0, le=30, description="for one decision; then the embedded engine takes it"
    )
    environment: Path | None = Field(
        None, description="Rasa's own packages, for the demo; rasa/venv in the data folder if empty"
    )


class ShopifySettings(Section):
    """Hold the settings of a Shopify shop's Admin API."""

    domain: str = Field(
        "", pattern=r"^([a-z0-9][a-z0-9-]*\.myshopify\.com)?$", description="shop.myshopify.com"
    )
    token: SecretStr | None = Field(None, description="access token of a custom app")
    storefront_token: SecretStr | None = Field(
        None, description="private access token of the Storefront API; baskets are links if empty"
    )
    api_version: str = Field(
        "2026-10", pattern=r"^20\d\d-(01|04|07|10)$", description="the one it was written for"
    )
    webhook_secrets: ListedSecrets = Field(
        (), description="client secret of the app; the old one, too, while it is changed"
    )
    final_sale_tag: str = Field(
        "final-sale", min_length=1, description="of products that are not taken back"
    )


class WooCommerceSettings(Section):
    """Hold the settings of a WooCommerce shop's REST API."""

    url: str = Field(
        "",
        pattern=r"^(https://[^\s/?#@]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?/?)?$",
        description="https://shop.example; http only on this machine, for the secret is sent",
    )
    key: SecretStr | None = Field(None, description="consumer key, Read/Write")
    secret: SecretStr | None = Field(None, description="consumer secret")
    webhook_secrets: ListedSecrets = Field(
        (), description="secret of the webhooks; the old one, too, while it is changed"
    )
    completed_means: Literal["shipped", "delivered"] = Field(
        "delivered", description="what an order is when its status is completed"
    )
    tax_percent: Decimal = Field(
        Decimal(0), ge=0, le=100, description="added to prices that the shop keeps without tax"
    )
    final_sale_tag: str = Field("final-sale", description="slug of products not taken back")


_GRAPH = r"^(https://[^\s?#@]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?)$"
GRAPH_URL = "https://graph.facebook.com/v24.0"
"""Address of Meta's Graph API, with the version that the channels were written for."""


class WhatsAppSettings(Section):
    """Hold a number of the WhatsApp Cloud API; `comptoir channel add whatsapp` adds more."""

    app_secret: ListedSecrets = Field(
        (), description="of the Meta app; the old one, too, while it is changed"
    )
    verify_token: SecretStr | None = Field(
        None, min_length=8, description="made up by you, typed into Meta's webhook form"
    )
    access_token: SecretStr | None = Field(None, description="of a system user, without an end")
    phone_number_id: str = Field("", pattern=r"^\d*$", description="Meta's id of the number")
    business_account_id: str = Field(
        "", pattern=r"^\d*$", description="Meta's id of the account; for its templates"
    )
    app_id: str = Field("", pattern=r"^\d*$", description="of the Meta app; to check its webhook")
    api_url: str = Field(GRAPH_URL, pattern=_GRAPH, description="Graph API, with its version")


class MessengerSettings(Section):
    """Hold a page on Messenger; `comptoir channel add messenger` adds more."""

    app_secret: ListedSecrets = Field(
        (), description="of the Meta app; the old one, too, while it is changed"
    )
    verify_token: SecretStr | None = Field(
        None, min_length=8, description="made up by you, typed into Meta's webhook form"
    )
    access_token: SecretStr | None = Field(None, description="of the page, without an end")
    page_id: str = Field("", pattern=r"^\d*$", description="Meta's id of the page")
    app_id: str = Field("", pattern=r"^\d*$", description="of the Meta app; to check its webhook")
    api_url: str = Field(GRAPH_URL, pattern=_GRAPH, description="Graph API, with its version")


class TracingSettings(Section):
    """Hold where traces of messages are sent."""

    url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="of an OpenTelemetry collector, http://host:4318/v1/traces; none if empty",
    )
    share: float = Field(1.0, ge=0, le=1, description="of the messages that are traced")


class ScannerSettings(Section):
    """Hold the settings of the scanner that looks for harm in customers' files."""

    clamd: str = Field(
        "",
        pattern=r"^([^\s:/]+:\d+|/\S+)?$",
        description="host:port or socket of ClamAV's daemon; empty: files are not scanned",
    )


class ChatwootSettings(Section):
    """Hold the settings of the Chatwoot in which the shop's people answer."""

    url: str = Field(
        "",
        pattern=r"^(https://[^\s/?#@]+/?|http://(127\.0\.0\.1|localhost)(:\d+)?/?)?$",
        description="https://chat.shop.example; http only on this machine, for the token is sent",
    )
    token: SecretStr | None = Field(
        None, description="access token of an administrator made for Comptoir"
    )
    account: int = Field(0, ge=0, description="number in the addresses of Chatwoot's pages")
    inbox: int = Field(0, ge=0, description="number of an inbox of the kind API")
    webhook_secrets: ListedSecrets = Field(
        (), description="secret of the webhook; the old one, too, while it is changed"
    )


class WebhookSettings(Section):
    """Hold the settings of announcements to other systems."""

    allow_private: bool = Field(
        False, description="http, and addresses of your own network, may be posted to"
    )
    timeout_s: float = Field(10.0, ge=1, le=60, description="of one post")
    keep_days: int = Field(30, ge=15, le=365, description="what was told, or given up, is kept")
