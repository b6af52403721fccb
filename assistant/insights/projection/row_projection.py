"""Make rows from events and imported texts; implements `ports.Projection`."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from assistant.answers.composing.reply_fit import fit_of
from assistant.conversation.events import StoredEvent
from assistant.insights.analysis_rows import Rows
from assistant.insights.imports.purchases import NO_PURCHASES, Purchases
from assistant.insights.ports import ImportedText
from assistant.insights.projection.checks.checked_visit import NO_DESK, DeskClock
from assistant.insights.projection.checks.tone_model import rudeness_of
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.projection.text_rows import TextProjection
from assistant.understanding.personal_data.removal import VERSION as REMOVAL

VERSION = 13
"""Version of the rules in code: another makes all rows again. YAML files count by their bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProjection:
    """Make rows with one reader of texts; not thread-safe."""

    reader: TextReader
    secret: bytes  # that customers' keys follow from
    model: str  # names the trained models
    purchases: Purchases = NO_PURCHASES
    desk: DeskClock = NO_DESK
    desk_rules: str = ""  # names the rules that `desk` follows

    @property
    def version(self) -> str:
        # Not the catalogue's: it changes daily, and what is new is linked as it is then.
        digest = hashlib.sha256()
        encoder, names = self.reader.encoder.name, self.reader.names
        parts = (VERSION, REMOVAL, self.model, encoder, names, self.desk_rules)
        competitors = sorted(self.reader.competitors.names.items())
        digest.update(repr((parts, competitors)).encode())
        for package, name in _RULES:
            digest.update((files(package) / "resources" / name).read_bytes())
        return digest.hexdigest()[:16]

    @property
    def bought(self) -> Mapping[str, str]:
        return self.purchases.names

    def project(self, conversations: Sequence[Sequence[StoredEvent]]) -> Sequence[Rows]:
        own = ConversationProjection(
            reader=self.reader,
            secret=self.secret,
            purchases=self.purchases,
            desk=self.desk,
            rudeness=rudeness_of(self.reader.encoder),
            fit=fit_of(self.reader.encoder),
        )
        return [own.rows([stored.event for stored in events]) for events in conversations]

    def project_texts(self, texts: Sequence[ImportedText]) -> Sequence[Rows]:
        own = TextProjection(reader=self.reader)
        return [own.rows(text) for text in texts]


_RULES = (
    ("assistant.answers.coverage", "needs.fr.yml"),
    ("assistant.answers.coverage", "needs.en.yml"),
    ("assistant.insights.aspects", "words.yml"),
    ("assistant.insights.signals", "signals.yml"),
    ("assistant.insights.projection.checks", "checks.yml"),
    ("assistant.insights.projection.checks", "tone.npz"),
)
