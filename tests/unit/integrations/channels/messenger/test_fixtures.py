"""Every kind of payload that is kept in `fixtures`, read into what it is."""

from collections import Counter

import pytest

from assistant.conversation.message import MessageKind
from assistant.messages.channels.updates import MessageArrived, UnknownUpdate
from integrations.channels.messenger.webhook_parser import parse
from tests.support.simulators.graph.payloads import names, payload

UNKNOWN = {
    "account_linking": "account_linking",
    "app_roles": "app_roles",
    "feed_change": "feed",
    "optin_checkbox": "optin",  # of somebody who has no id yet
    "policy_enforcement": "policy_enforcement",
    "request_thread_control": "request_thread_control",
    "unknown_event": "hologram",
}
"""What is kept as it came."""

KINDS = {
    "audio": "audio",
    "file": "document",
    "image": "image",
    "images": "image",
    "location": "location",
    "postback": "choice",
    "postback_get_started": "choice",
    "postback_without_mid": "choice",
    "quick_reply": "choice",
    "standby_postback": "choice",
    "sticker": "sticker",
    "sticker_as_image": "sticker",
    "unsupported": "unsupported",
    "video": "video",
}

HAPPENINGS = {
    "delivery": ["StatusArrived", "WatermarkArrived"],
    "delivery_without_mids": ["WatermarkArrived"],
    "echo_inbox": ["EchoArrived"],
    "echo_other_app": ["EchoArrived"],
    "echo_ours": ["EchoArrived"],  # of another installation: it carries no key of ours
    "echo_template": ["EchoArrived"],
    "echo_without_app": ["EchoArrived"],
    "edit": ["EditArrived"],
    "optin_notifications": ["PreferenceChanged"],
    "pass_thread_control": ["ControlMoved"],
    "pass_thread_control_from_idle": ["ControlMoved"],
    "reaction": ["ReactionArrived"],
    "reaction_removed": ["ReactionArrived"],
    "read": ["WatermarkArrived"],
    "referral_ad": ["ReferralArrived"],
    "referral_link": ["ReferralArrived"],
    "standby_echo": ["EchoArrived"],
    "take_thread_control": ["ControlMoved"],
}


@pytest.mark.parametrize("name", names("messenger"))
def test_a_payload_is_read_into_what_it_is(name: str) -> None:
    updates = parse(payload("messenger", name))
    unknown = [one.what for one in updates if isinstance(one, UnknownUpdate)]

    assert updates
    if name.startswith("batch"):
        assert sum(isinstance(one, MessageArrived) for one in updates) >= 1
    elif name in UNKNOWN:
        assert unknown == [UNKNOWN[name]]
    elif name in HAPPENINGS:
        assert [type(one).__name__ for one in updates] == HAPPENINGS[name]
    else:
        kinds = Counter(one.kind for one in updates if isinstance(one, MessageArrived))
        assert set(kinds) == {MessageKind(KINDS.get(name, "text"))}
        assert unknown == []


def test_a_message_that_another_app_has_says_so() -> None:
    (update,) = parse(payload("messenger", "standby_text"))

    assert isinstance(update, MessageArrived)
    assert update.standby


def test_a_product_that_is_asked_about_is_named() -> None:
    (update,) = parse(payload("messenger", "text_about_product"))

    assert isinstance(update, MessageArrived)
    assert update.referral is not None
    assert (update.referral.source, update.referral.source_id) == ("product", "MANTEAU-BRUME-40")
