"""Define the differences between a WhatsApp number and a Messenger page in the setup. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.message import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupKind:
    """Hold the names and fields that a channel needs in the setup."""

    object: str  # its name in webhooks
    path: str  # of our webhook
    scopes: tuple[str, ...]  # that a token needs
    fields: tuple[str, ...]  # that the app subscribes to
    needed: frozenset[str]  # those of `fields` without which updates are lost
    asked: str  # fields of the account that are asked for
    id_name: str  # name of its id on Meta's pages


KINDS: Mapping[ChannelKind, SetupKind] = {
    ChannelKind.WHATSAPP: SetupKind(
        object="whatsapp_business_account",
        path="/webhooks/whatsapp",
        scopes=("whatsapp_business_messaging", "whatsapp_business_management"),
        fields=(
            "messages",
            "smb_message_echoes",
            "standby",
            "messaging_handovers",
            "user_preferences",
            "account_alerts",
            "account_update",
            "message_template_status_update",
            "phone_number_quality_update",
        ),
        needed=frozenset({"messages"}),
        asked="display_phone_number,verified_name,quality_rating,status",
        id_name="phone number ID",
    ),
    ChannelKind.MESSENGER: SetupKind(
        object="page",
        path="/webhooks/messenger",
        scopes=("pages_messaging", "pages_manage_metadata"),
        fields=(
            "messages",
            "messaging_postbacks",
            "message_echoes",
            "message_deliveries",
            "message_reads",
            "message_reactions",
            "message_edits",
            "messaging_referrals",
            "messaging_optins",
            "messaging_handovers",
            "standby",
        ),
        needed=frozenset({"messages", "messaging_postbacks", "message_echoes"}),
        asked="id,name",
        id_name="page ID",
    ),
}
