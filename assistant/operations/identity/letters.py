"""The letter with a code: what is kept of it, and how it is worded when it goes."""

from assistant.conversation.events import CodeSent
from assistant.conversation.ids import ConversationId
from assistant.conversation.conversation_message import Language
from assistant.operations.identity.codes import derive, pseudonym
from assistant.kit.mail.letter import Letter, LetterId, LetterKind, WordedLetter
from assistant.operations.texts import say


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
    """Return the letter as it is read; `shop` is the shop's name, or ""."""
    values = letter.values
    code = derive(
        key,
        conversation_id=ConversationId(values["conversation_id"]),
        email=values["email"],
        number=int(values["number"]),
    )
    language = letter.language
    sender = shop or say("identity.mail_no_shop", language)
    return WordedLetter(
        subject=say("identity.mail_subject", language, code=code, shop=sender),
        body=say("identity.mail_body", language, code=code, shop=sender, minutes=values["minutes"]),
    )


def mask(email: str) -> str:
    """Return an address as it may be shown to whoever gave it: "j•••@example.com"."""
    local, at, domain = email.partition("@")
    return f"{local[:1]}•••{at}{domain}"
