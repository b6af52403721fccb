"""What a list's address says: which view, narrowed by what, from where on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.conversation_message import ChannelKind, Language
from assistant.desk.desk_ports import CaseQuery, View

E = TypeVar("E", View, ChannelKind)

_MAX_WORDS = 200
_LANGUAGES: Mapping[str, Language] = {"fr": "fr", "en": "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """A list's address; what cannot be read of one counts as not said."""

    view: View = View.OPEN
    team: str = ""
    label: str = ""
    channel: ChannelKind | None = None
    language: Language | None = None
    words: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "ListQuery":
        """Read an address's query."""
        return cls(
            view=_member(View, parameters.get("view", "")) or View.OPEN,
            team=parameters.get("team", "")[:_MAX_WORDS],
            label=parameters.get("label", "")[:_MAX_WORDS],
            channel=_member(ChannelKind, parameters.get("channel", "")),
            language=_LANGUAGES.get(parameters.get("language", "")),
            words=parameters.get("q", "").strip()[:_MAX_WORDS],
        )

    def cases(self, agent_id: AgentId, *, after: str = "") -> CaseQuery:
        """Return what to ask the list for."""
        return CaseQuery(
            view=self.view,
            agent_id=agent_id,
            team=TeamId(self.team) if self.team else None,
            label=self.label,
            channel=self.channel,
            language=self.language,
            words=self.words,
            after=after,
        )

    @property
    def is_searched(self) -> bool:
        """Whether it looks for words."""
        return bool(self.words)

    def in_view(self, view: View) -> "ListQuery":
        """Return the same in another view."""
        return replace(self, view=view)

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out some of its view."""
        return bool(self.team or self.label or self.channel or self.language or self.words)

    def encode(self, **more: str) -> str:
        """Return the query of an address, without what is as usual."""
        said = {
            "view": "" if self.view is View.OPEN else self.view,
            "team": self.team,
            "label": self.label,
            "channel": self.channel or "",
            "language": self.language or "",
            "q": self.words,
            **more,
        }
        return urlencode({name: value for name, value in said.items() if value})


def _member(kind: type[E], value: str) -> E | None:
    return kind(value) if value in set(kind) else None
