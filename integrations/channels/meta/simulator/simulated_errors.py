"""Define Graph errors as they are answered and reported: code, HTTP status, title.

Source: Meta, "Cloud API error codes" (2026-05-15) and "Messenger Platform error codes".
"""

from typing import Any

from integrations.channels.meta.simulator.types import Json

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

TABLE: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"),
    551: (400, "This person isn't available right now."),
    613: (400, "Calls to this API have exceeded the rate limit."),
    2200: (400, "Callback verification failed"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Account has been locked"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
    ),
    131050: (400, "Unable to deliver the message. This recipient has chosen to stop receiving"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    132000: (400, "Template Param Count Mismatch"),
    132001: (404, "Template does not exist"),
    132005: (400, "Template Hydrated Text Too Long"),
    132007: (400, "Template Format Character Policy Violated"),
    132012: (400, "Template Parameter Format Mismatch"),
    132015: (400, "Template is Paused"),
    132016: (400, "Template is Disabled"),
    2494191: (400, "Take is not permitted"),
}

_DETAILS = {
    131026: "Message Undeliverable.",
    131047: (
        "Message failed to send because more than 24 hours have passed since the customer last "
        "replied to this number."
    ),
    130429: "Message failed to send because there were too many messages sent from this number",
    131056: (
        "Message failed to send because there were too many messages sent from this phone number "
        "to the same phone number in a short period of time"
    ),
}


class SimulatedGraphError(Exception):
    """Refuse a request, with the code and words of the answer."""

    def __init__(
        self, code: int, details: str = "", *, subcode: int = 0, kind: str = "OAuthException"
    ) -> None:
        super().__init__(f"(#{code}) {details}")
        self.code = code
        self.details = details or _DETAILS.get(code, "")
        self.subcode = subcode
        self.kind = kind

    @property
    def status(self) -> int:
        """Return the HTTP status of the answer."""
        return TABLE.get(self.code, (400, ""))[0]

    @property
    def title(self) -> str:
        """Return the code's title, which no program should decide by."""
        return TABLE.get(self.code, (400, "Unknown"))[1]

    def body(self, trace: str) -> Json:
        """Return the answer's body; only codes of the Cloud API have `error_data`."""
        said = self.title if self.code in _CLOUD else (self.details or self.title)
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {said}",
            "type": self.kind,
            "code": self.code,
            "fbtrace_id": trace,
        }
        if self.code in _CLOUD:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        return {"error": error}

    def reported(self) -> Json:
        """Return the error as a `failed` status carries it."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
            "href": HREF,
        }


_CLOUD_CODES = range(130_000, 140_000)
_CLOUD = frozenset(code for code in TABLE if code in _CLOUD_CODES)
