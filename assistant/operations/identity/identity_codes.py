"""Make codes that are stored nowhere, and the letter that brings one. Pure.

Each code follows from the secret key and its purpose.
"""

import hashlib
import hmac
import json

from assistant.conversation.events import CodeSent
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.kit.mail.letter import Letter, LetterId, LetterKind, WordedLetter
from assistant.kit.typography import typeset
from assistant.operations.texts import say

DIGITS = 6


def derive(key: bytes, *, conversation_id: ConversationId, email: str, number: int) -> str:
    """Return the six digits of the `number`-th code of a conversation, for one address.

    Every code has the same chance, to 1 in 10**13: 64 random bits, modulo 10**6.
    """
    said = json.dumps(["code", conversation_id, email, number])  # no two meanings, one text
    mac = hmac.digest(key, said.encode(), hashlib.sha256)
    return f"{int.from_bytes(mac[:8]) % 10**DIGITS:0{DIGITS}}"


def is_code(digits: str, expected: str) -> bool:
    """Return whether `digits` are the expected code, in the same time for any; "123 456" counts."""
    given = "".join(c for c in digits if not c.isspace() and c not in "-.")
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def pseudonym(key: bytes, *parts: str) -> str:
    """Return 32 hex digits that stand for personal data where it must not be readable."""
    said = json.dumps(["pseudonym", *parts])
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]


def code_letter(
    sent: CodeSent, *, recipient: str, language: Language, minutes: int, key: bytes
) -> Letter:
    """Return the letter of a code; the code is not in it."""
    number = str(sent.number)
    return Letter(
        # The address is part of the id: after a crash, the same number may go to another one.
        letter_id=LetterId(pseudonym(key, "letter", sent.conversation_id, number, sent.email)),
        recipient=recipient,
        kind=LetterKind.CODE,
        language=language,
        values={
            "conversation_id": sent.conversation_id,
            "number": number,
            "email": sent.email,
            "minutes": str(minutes),
        },
        made_at=sent.at,
        expires_at=sent.expires_at,
    )


def word_code_letter(letter: Letter, *, key: bytes, shop: str) -> WordedLetter:
    """Return the worded letter; `shop` is the shop's name, or ""."""
    values = letter.values
    code = derive(
        key,
        conversation_id=ConversationId(values["conversation_id"]),
        email=values["email"],
        number=int(values["number"]),
    )
    language = letter.language
    sender = shop or say("identity.mail_no_shop", language)
    subject = say("identity.mail_subject", language, code=code, shop=sender)
    body = say("identity.mail_body", language, code=code, shop=sender, minutes=values["minutes"])
    return WordedLetter(subject=typeset(subject, language), body=typeset(body, language))


def mask(email: str) -> str:
    """Return an address as it may be shown to the customer who gave it: "j•••@example.com"."""
    local, at, domain = email.partition("@")
    return f"{local[:1]}•••{at}{domain}"
