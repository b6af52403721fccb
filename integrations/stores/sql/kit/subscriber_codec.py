"""Convert subscribers to rows and back: address and secrets are sealed, the rest is JSON."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from assistant.kit.announcing.types import (
    AnnouncementType,
    Subscriber,
    SubscriberId,
    SubscriberKind,
)
from assistant.messages.channels.account_book import SealBrokenError
from assistant.messages.channels.secret_seal import Seal
from integrations.stores.sql.tables import aware


def to_row(one: Subscriber, seal: Seal) -> Mapping[str, object]:
    """Return the columns of a subscriber."""
    secret = orjson.dumps({"url": one.url, "secrets": one.secrets})
    content = {
        "kind": one.kind,
        "types": sorted(one.types),
        "language": one.language,
        "rotated_at": one.rotated_at,
        "disabled": one.disabled,
    }
    return {
        "subscriber_id": one.subscriber_id,
        "content": orjson.dumps(content).decode(),
        "sealed": b64encode(seal.close(secret, about=_about(one.subscriber_id))).decode(),
        "added_at": one.added_at,
        "version": one.version,
    }


def of_row(row: Any, seal: Seal) -> Subscriber:  # noqa: ANN401 - a row of SQLAlchemy's
    """Return the subscriber of a row; not `readable` where another key sealed its secrets."""
    said, secret = orjson.loads(row.content), _secret(row, seal)
    rotated_at = said["rotated_at"]
    return Subscriber(
        subscriber_id=SubscriberId(row.subscriber_id),
        kind=SubscriberKind(said["kind"]),
        url=secret["url"] if secret else "",
        types=frozenset(map(AnnouncementType, said["types"])),
        language=said["language"],
        secrets=tuple(secret["secrets"]) if secret else (),
        rotated_at=None if rotated_at is None else datetime.fromisoformat(rotated_at),
        added_at=aware(row.added_at),
        disabled=said["disabled"],
        readable=secret is not None,
        version=row.version,
    )


def _secret(row: Any, seal: Seal) -> Mapping[str, Any] | None:  # noqa: ANN401 - the same
    try:
        opened = seal.open(b64decode(row.sealed), about=_about(row.subscriber_id))
    except SealBrokenError:
        return None
    secret: Mapping[str, Any] = orjson.loads(opened)
    return secret


def wants(row: Any, type_: AnnouncementType, at: datetime) -> bool:  # noqa: ANN401 - the same
    """Return the result of `Subscriber.wants`, without opening anything sealed."""
    said = orjson.loads(row.content)
    return not said["disabled"] and type_ in said["types"] and at >= aware(row.added_at)


def _about(subscriber_id: str) -> str:
    return f"webhook {subscriber_id}"
