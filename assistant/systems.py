"""Settings of systems that a shop already runs, and what every section of settings is made of."""

import json
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode


def _listed(value: object) -> object:
    """Take a list apart: JSON, or words between commas."""
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
    """A group of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ShopifySettings(Section):
    """A Shopify store's Admin API."""

    domain: str = Field(
        "", pattern=r"^([a-z0-9][a-z0-9-]*\.myshopify\.com)?$", description="shop.myshopify.com"
    )
    token: SecretStr | None = Field(None, description="access token of a custom app")
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
    """A WooCommerce shop's REST API."""

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
"""Of Meta's Graph API, with the version that the channels were written for."""


class WhatsAppSettings(Section):
    """A number of the WhatsApp Cloud API; more of them: `comptoir channel add whatsapp`."""

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
    """A page on Messenger; more of them: `comptoir channel add messenger`."""

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


class ScannerSettings(Section):
    """What looks for harm in files that customers send."""

    clamd: str = Field(
        "",
        pattern=r"^([^\s:/]+:\d+|/\S+)?$",
        description="host:port or socket of ClamAV's daemon; empty: files are not scanned",
    )


class ChatwootSettings(Section):
    """The Chatwoot in which the shop's people answer."""

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
