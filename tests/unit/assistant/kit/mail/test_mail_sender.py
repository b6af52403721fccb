import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from structlog.testing import capture_logs

from assistant.kit.mail.letter import Letter, LetterFile, LetterId, LetterKind, WordedLetter
from assistant.kit.mail.mail_sender import MailLimits, MailSender
from assistant.kit.mail.ports import (
    LetterFiles,
    MailerUnavailableError,
    MailRejectedError,
    SpoolUnavailableError,
)
from integrations.stores.memory.mail_spool import MemorySpool
from tests.contract.mail_spool import NOON, letter
from tests.support.memory.mailer import MemoryMailer
from tests.support.patience import until


@dataclass
class Hands:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


class Moody(MemoryMailer):
    """Raise the given errors first, then take every mail."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self._errors = list(errors)
        self.asked = 0

    async def send(self, mail: EmailMessage) -> None:
        self.asked += 1
        if self._errors:
            raise self._errors.pop(0)
        await super().send(mail)


def word(one: Letter) -> WordedLetter:
    return WordedLetter(subject=f"Code {one.values['number']}", body="Voilà")


@dataclass
class Post:
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    spool: MemorySpool = field(default_factory=MemorySpool)
    clock: Hands = field(default_factory=Hands)
    limits: MailLimits = field(default_factory=lambda: MailLimits(every_s=0.001))
    words: Callable[[Letter], WordedLetter] = word
    files: LetterFiles | None = None

    @property
    def sender(self) -> MailSender:
        return MailSender(
            spool=self.spool,
            mailer=self.mailer,
            wordings={LetterKind.CODE: self.words},
            sender="Maison Lune <bonjour@lune.example>",
            clock=self.clock,
            limits=self.limits,
            files=self.files,
        )


class Drawer:
    """Two files; a third was removed."""

    async def read(self, file_id: str) -> LetterFile | None:
        if file_id == "gone":
            return None
        kind = "application/pdf" if file_id == "label" else "image/png"
        return LetterFile(name=f"{file_id}.x", media_type=kind, data=file_id.encode() * 100)


class TestALetterWithFiles:
    async def test_has_them_attached(self) -> None:
        post = Post(files=Drawer())
        one = letter("a")
        values = {**one.values, "files": "label gone photo"}
        await post.spool.put(replace(one, values=values))

        await post.sender.once()

        [mail] = post.mailer.sent
        attached = [(f.get_filename(), f.get_content_type()) for f in mail.iter_attachments()]
        assert attached == [("label.x", "application/pdf"), ("photo.x", "image/png")]
        body = mail.get_body()
        assert body is not None
        assert body.get_content() == "Voilà\n"

    async def test_leaves_out_what_no_server_would_take(self) -> None:
        post = Post(files=Drawer(), limits=MailLimits(attached=600))
        one = letter("a")
        await post.spool.put(replace(one, values={**one.values, "files": "label photo"}))

        await post.sender.once()

        [mail] = post.mailer.sent
        assert [file.get_filename() for file in mail.iter_attachments()] == ["label.x"]


class TestALetter:
    async def test_goes_once_with_all_that_a_mail_needs(self) -> None:
        post = Post()
        await post.spool.put(letter("a"))

        assert await post.sender.once() == 1
        assert await post.sender.once() == 0

        [mail] = post.mailer.sent
        assert mail["To"] == "a@example.com"
        assert mail["From"] == "Maison Lune <bonjour@lune.example>"
        assert mail["Subject"] == "Code 1"
        assert mail["Message-ID"] == "<a@lune.example>"
        assert mail["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail.get_content() == "Voilà\n"
        assert post.spool.settled == {"a": "sent"}

    async def test_to_nobody_is_dropped(self) -> None:
        post = Post()
        await post.spool.put(replace(letter("a"), recipient=""))

        await post.sender.once()

        assert post.spool.settled == {"a": "dropped"}
        assert not post.mailer.sent

    async def test_that_is_of_no_use_any_more_does_not_go(self) -> None:
        post = Post()
        await post.spool.put(letter("a"))
        post.clock.time += timedelta(minutes=10)

        await post.sender.once()

        assert post.spool.settled == {"a": "expired"}
        assert not post.mailer.sent

    async def test_is_tried_again_with_the_same_id_after_longer_and_longer(self) -> None:
        post = Post(mailer=Moody(*(MailerUnavailableError("away") for _ in range(3))))
        await post.spool.put(replace(letter("a"), expires_at=None))
        pauses = []

        while not post.spool.settled:
            await post.sender.once()
            waited = 0
            while not post.spool.settled and not await _is_due(post):
                post.clock.time += timedelta(seconds=1)
                waited += 1
            pauses.append(waited)

        assert post.spool.settled == {"a": "sent"}
        assert [2 <= p <= 8 * 2**n for n, p in enumerate(pauses[:3])] == [True] * 3
        assert pauses[2] > pauses[0]
        assert [mail["Message-ID"] for mail in post.mailer.sent] == ["<a@lune.example>"]

    async def test_is_given_up_after_so_many_attempts(self) -> None:
        mailer = Moody(*(OSError("no route") for _ in range(50)))
        post = Post(mailer=mailer, limits=MailLimits(attempts=4))
        await post.spool.put(replace(letter("a"), expires_at=None))

        for _ in range(9):
            await post.sender.once()
            post.clock.time += timedelta(hours=1)

        assert post.spool.settled == {"a": "dead"}
        assert mailer.asked == 4

    async def test_that_is_rejected_is_not_tried_again(self) -> None:
        mailer = Moody(MailRejectedError("550"))
        post = Post(mailer=mailer)
        await post.spool.put(letter("a"))

        await post.sender.once()

        assert post.spool.settled == {"a": "dead"}

    async def test_that_killed_its_senders_is_given_up(self) -> None:
        post = Post(limits=MailLimits(attempts=2))
        await post.spool.put(replace(letter("a"), expires_at=None))
        for _ in range(2):
            await post.spool.take(post.clock.now(), until=post.clock.now(), limit=1)

        await post.sender.once()

        assert post.spool.settled == {"a": "dead"}

    async def test_that_cannot_be_worded_stops_no_other(self) -> None:
        def choke(one: Letter) -> WordedLetter:
            if one.letter_id == "a":
                raise KeyError(one.letter_id)
            return word(one)

        post = Post(words=choke)
        for name in ("a", "b"):
            await post.spool.put(letter(name))

        await post.sender.once()

        assert post.spool.settled == {"b": "sent"}

    async def test_is_not_in_the_logs(self) -> None:
        post = Post(mailer=Moody(OSError("a@example.com"), MailRejectedError("b@example.com")))
        for name in ("a", "b", "c"):
            await post.spool.put(letter(name))

        with capture_logs() as logs:
            await post.sender.once()

        assert logs
        assert "example.com" not in repr(logs)
        assert "Code 1" not in repr(logs)

    async def test_id_is_forgotten_after_a_week(self) -> None:
        post = Post()
        await post.spool.put(letter("a"))
        await post.sender.once()
        post.clock.time += timedelta(days=8)

        await post.sender.once()

        assert await post.spool.put(letter("a"))


class TestTheLoop:
    async def test_sends_what_comes_until_it_is_stopped(self) -> None:
        post, stop = Post(), asyncio.Event()
        running = asyncio.create_task(post.sender.run(stop))
        await post.spool.put(letter("a"))

        async def is_sent() -> object:
            return post.mailer.sent

        await until(is_sent)
        stop.set()
        await running

    async def test_outlives_a_spool_that_is_away(self) -> None:
        class Away(MemorySpool):
            fails = 3

            async def take(self, now: datetime, *, until: datetime, limit: int):  # type: ignore[no-untyped-def]  # noqa: ANN202  # the port's
                if self.fails:
                    self.fails -= 1
                    raise SpoolUnavailableError if self.fails else RuntimeError
                return await super().take(now, until=until, limit=limit)

        post, stop = Post(spool=Away()), asyncio.Event()
        await post.spool.put(letter("a"))
        running = asyncio.create_task(post.sender.run(stop))

        async def is_sent() -> object:
            return post.spool.settled.get(LetterId("a"))

        await until(is_sent)
        stop.set()
        await running


async def _is_due(post: Post) -> bool:
    """Look whether the letter waits for nothing but a sender, and leave it as it was."""
    kept = post.spool._kept[LetterId("a")]  # noqa: SLF001  # taking it would count as an attempt
    return kept.due_at <= post.clock.now()
