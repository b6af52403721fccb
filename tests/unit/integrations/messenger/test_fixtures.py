"""Every kind of payload that is kept is read as what it is."""

import pytest

from integrations.messenger.payloads import parse
from tests.infra.graph.fixtures import names, payload
from tests.infra.graph.reading import in_short

READ_AS: dict[str, list[str]] = {
    "account_linking": ["UnknownUpdate account_linking"],
    "app_roles": ["UnknownUpdate app_roles"],
    "audio": ["Message audio"],
    "batch_of_entries": ["Message text", "Message text", "Message text standby"],
    "batch_of_events": [
        *("Message text", "Message text", "Status delivered", "Watermark"),
        "Message text",
    ],
    "batch_with_broken_siblings": [
        *("UnknownUpdate nothing", "Message text", "UnknownUpdate message"),
    ],
    "delivery": ["Status delivered", "Watermark"],
    "delivery_without_mids": ["Watermark"],
    "echo_inbox": ["Echo text"],
    "echo_other_app": ["Echo text"],
    "echo_ours": ["Echo text"],
    "echo_template": ["Echo unsupported"],
    "echo_without_app": ["Echo text"],
    "edit": ["Edit"],
    "feed_change": ["UnknownUpdate feed"],
    "file": ["Message document"],
    "image": ["Message image"],
    "images": ["Message image", "Message image"],
    "link": ["Message text"],
    "location": ["Message location"],
    "optin_checkbox": ["UnknownUpdate optin"],
    "optin_notifications": ["PreferenceChanged"],
    "pass_thread_control": ["ControlMoved ours"],
    "pass_thread_control_from_idle": ["ControlMoved ours"],
    "policy_enforcement": ["UnknownUpdate policy_enforcement"],
    "postback": ["Message choice"],
    "postback_get_started": ["Message choice"],
    "postback_without_mid": ["Message choice"],
    "quick_reply": ["Message choice"],
    "reaction": ["Reaction"],
    "reaction_removed": ["Reaction"],
    "read": ["Watermark"],
    "reel": ["Message text"],
    "referral_ad": ["UnknownUpdate referral"],
    "referral_link": ["UnknownUpdate referral"],
    "request_thread_control": ["UnknownUpdate request_thread_control"],
    "standby_echo": ["Echo text"],
    "standby_postback": ["Message choice standby"],
    "standby_text": ["Message text standby"],
    "sticker": ["Message sticker"],
    "sticker_as_image": ["Message sticker"],
    "take_thread_control": ["ControlMoved theirs"],
    "template_shared": ["Message text"],
    "text": ["Message text"],
    "text_about_product": ["Message text"],
    "text_from_ad": ["Message text"],
    "text_reply": ["Message text"],
    "text_with_language": ["Message text"],
    "unknown_event": ["UnknownUpdate hologram"],
    "unsupported": ["Message unsupported"],
    "video": ["Message video"],
}


@pytest.mark.parametrize("name", names("messenger"))
def test_a_kept_payload_is_read_as_what_it_is(name: str) -> None:
    assert in_short(parse(payload("messenger", name))) == READ_AS[name]
