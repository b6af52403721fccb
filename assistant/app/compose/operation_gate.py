"""Assemble the way to an effect in the shop: the proof of a customer, its mail, and the gate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import partial
from typing import Protocol

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import load_shop
from assistant.commerce.ports import ShopSystem
from assistant.desk.attachment_store import Attachments, UnknownAttachmentError
from assistant.desk.handoff.reply_letters import word_reply
from assistant.kit.mail.letter import Letter, LetterFile, LetterKind, WordedLetter
from assistant.kit.mail.mail_sender import MailSender
from assistant.kit.mail.ports import Mailer
from assistant.kit.settings.settings import SettingError, Settings
from assistant.operations.alerts.back_in_stock_letter import word_back
from assistant.operations.alerts.order_book import AlertingOrderBook
from assistant.operations.alerts.stock_news import StockNews
from assistant.operations.autonomy.ports import Autonomy
from assistant.operations.basket_keeper import BasketKeeper
from assistant.operations.gate import Gate
from assistant.operations.goodwill.goodwill_keeper import GoodwillKeeper
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import pseudonym, word_code_letter
from assistant.operations.identity.sign_in_token import TokenKeyError, TokenRules
from assistant.operations.receipts.receipt_letters import ReceiptMail, word_receipt
from assistant.operations.shop_rules import load_rules
from integrations.services.mail.mail_folder import OutboxMailer
from integrations.services.mail.smtp_mailer import SmtpMailer


class CheckedMailer(Mailer, Protocol):
    """Send mail, and check beforehand whether it would be taken."""

    async def check(self) -> None:
        """Check that mail would be taken.

        Raises:
            MailerUnavailableError: it would not.
        """
        ...


def assemble_identifier(
    settings: Settings,
    parts: Parts,
    shop: ShopSystem,
    *,
    token_rules: TokenRules | None,
) -> Identifier:
    """Assemble an identifier; a worker needs no `token_rules`, tokens come to the API.

    Raises:
        SettingError: a key cannot be used.
        RulesFileError: the shop's rules cannot be used.
    """
    return Identifier(
        customers=shop.customers,
        orders=shop.orders,
        spool=parts.spool,
        limits=parts.broker.limits,
        used=parts.broker.used,
        rules=load_rules(settings.shop.rule_source).identity,
        token_rules=token_rules,
        key=find_key(settings),
        clock=SystemClock(),
    )


def assemble_sender(settings: Settings, parts: Parts) -> MailSender:
    """Assemble the sender of mail.

    Raises:
        SettingError: a key cannot be used.
    """
    return MailSender(
        spool=parts.spool,
        mailer=open_mailer(settings),
        wordings=wordings(settings),
        sender=settings.mail.sender,
        clock=SystemClock(),
        files=LettersFiles(parts.attachments),
    )


@dataclass(frozen=True, slots=True)
class LettersFiles:
    """Read the files of agents' replies for the letters that bring them."""

    attachments: Attachments

    async def read(self, file_id: str) -> LetterFile | None:
        """Return a file; None: it was removed since."""
        try:
            kept = await self.attachments.read(file_id)
        except UnknownAttachmentError:
            return None
        about = kept.attachment
        return LetterFile(name=about.name, media_type=about.media_type, data=kept.data)


def wordings(settings: Settings) -> Mapping[LetterKind, Callable[[Letter], WordedLetter]]:
    """Return the function that words each kind of letter, in the shop's name.

    Raises:
        SettingError: a key cannot be used.
    """
    shop = load_shop(settings.shop.profile_source).name if settings.shop.profile_source else ""
    return {
        LetterKind.CODE: partial(word_code_letter, key=find_key(settings), shop=shop),
        LetterKind.BACK_IN_STOCK: partial(word_back, shop=shop),
        LetterKind.REPLY: partial(word_reply, shop=shop),
        LetterKind.DONE: partial(word_receipt, shop=shop),
        LetterKind.DIGEST: word_digest,
    }


def word_digest(letter: Letter) -> WordedLetter:
    """Return a digest as it was written when it was put into the mail."""
    values = letter.values
    return WordedLetter(subject=values["subject"], body=values["text"], html=values["html"])


def demo_token_rules(settings: Settings) -> TokenRules:
    """Return the rules for tokens of the demo's pages, signed with this installation's secret."""
    secret = pseudonym(find_key(settings), "demo shop")
    return TokenRules(algorithm="HS256", key=secret, audience=settings.identity.token_audience)


def read_token_rules(settings: Settings) -> TokenRules | None:
    """Return the rules for tokens of the shop's page; None: no key is set.

    Raises:
        SettingError: the key does not fit, or its file cannot be read.
    """
    identity = settings.identity
    key = identity.token_key.get_secret_value() if identity.token_key else ""
    if identity.token_key_file is not None:
        try:
            key = identity.token_key_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            msg = f"COMPTOIR_IDENTITY__TOKEN_KEY_FILE cannot be read: {error}"
            raise SettingError(msg) from None
    if not key:
        return None
    try:
        return TokenRules(
            algorithm=identity.token_algorithm,
            key=key,
            audience=identity.token_audience,
            issuer=identity.token_issuer,
        )
    except TokenKeyError as error:
        msg = f"COMPTOIR_IDENTITY__TOKEN_KEY: {error}"
        raise SettingError(msg) from None


def open_mailer(settings: Settings) -> CheckedMailer:
    """Return the mailer: the server of the settings, else the folder."""
    mail = settings.mail
    if not mail.server:
        return OutboxMailer(folder=settings.outbox)
    return SmtpMailer(
        host=mail.server,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value() if mail.password else "",
        ca_file=mail.ca_file,
        own_name=parseaddr(mail.sender)[1].rpartition("@")[2] or "localhost",
    )


def assemble_gate(settings: Settings, parts: Parts, shop: ShopSystem, autonomy: Autonomy) -> Gate:
    """Return the gate to a shop system.

    Raises:
        RulesFileError: the shop's rules cannot be used.
        ShopFileError: the shop's file cannot be used.
    """
    clock = SystemClock()
    return Gate(
        customers=shop.customers,
        orders=AlertingOrderBook(
            shop=shop.orders,
            waiting=parts.waiting,
            news=StockNews(parts.broker.fanout),
            clock=clock,
        ),
        assortment=shop.assortment,
        rules=load_rules(settings.shop.rule_source),
        autonomy=autonomy,
        clock=clock,
        mail=ReceiptMail(customers=shop.customers, spool=parts.spool, clock=clock),
        keeper=BasketKeeper(
            baskets=shop.baskets, assortment=shop.assortment, key=find_key(settings)
        )
        if shop.baskets
        else None,
        goodwill=GoodwillKeeper(book=parts.goodwill, autonomy=autonomy),
        tells_parcels=shop.tells_parcels,
    )
