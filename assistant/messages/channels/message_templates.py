"""Hold messages that a channel approved; they may be sent outside the window too. Pure.

Variables are numbered, `{{1}}`, and each part of a template counts its own.
Source: Meta, WhatsApp Business Platform, "Message templates: components"
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind, Language, TemplateUse

_VARIABLE = re.compile(r"\{\{(\d{1,2})\}\}")
_SPACES = re.compile(r"\s+")
MAX_BODY = 1024
"""Characters of a body with its values."""


class TemplateValueError(ValueError):
    """Say that the values do not fit the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Hold one language of a template, as it was approved."""

    name: str
    language: str  # as the channel spells it: `fr`, `en_US`
    body: str
    category: str = ""  # UTILITY, MARKETING ...
    header: str = ""
    footer: str = ""
    links: tuple[str, ...] = ()  # addresses of its buttons that a value completes

    @property
    def is_marketing(self) -> bool:
        """Return whether a customer may have opted out of this template."""
        return self.category == "MARKETING"

    @property
    def header_values(self) -> int:
        """Return the number of values that the header takes."""
        return _count(self.header)

    @property
    def body_values(self) -> int:
        """Return the number of values that the body takes."""
        return _count(self.body)

    def speaks(self, language: Language) -> bool:
        """Return whether the template is in a language."""
        return self.language.split("_")[0].lower() == language

    def use(
        self, *, header: Sequence[str] = (), body: Sequence[str] = (), links: Sequence[str] = ()
    ) -> TemplateUse:
        """Return the template with its values, each on one line.

        Raises:
            TemplateValueError: there are not as many as variables, one is empty, or it is too long.
        """
        counts = (self.header_values, self.body_values, len(self.links))
        given = [tuple(_one_line(value) for value in part) for part in (header, body, links)]
        if tuple(map(len, given)) != counts or not all(map(all, given)):
            msg = "every variable takes a value"
            raise TemplateValueError(msg)
        used = TemplateUse(
            name=self.name,
            language=self.language,
            header=given[0],
            body=given[1],
            buttons=given[2],
        )
        if len(_fill(self.body, used.body)) > MAX_BODY:
            msg = f"with its values it has more than {MAX_BODY} characters"
            raise TemplateValueError(msg)
        return used

    def text(self, used: TemplateUse) -> str:
        """Return the text that the customer reads."""
        parts = (_fill(self.header, used.header), _fill(self.body, used.body), self.footer)
        return "\n\n".join(filter(None, parts))


class Templates(Protocol):
    """List the templates that the shop may send outside the window."""

    async def of(self, channel: ChannelKind, account_id: AccountId) -> Sequence[Template]:
        """Return the approved templates of an account, by name; none where a channel has none.

        Raises:
            ChannelUnavailableError: the channel does not say.
        """
        ...


def offered(
    templates: Sequence[Template], language: Language, *, opted_out: bool
) -> tuple[Template, ...]:
    """Return the templates that a customer allows, those in their language first."""
    allowed = [one for one in templates if not (opted_out and one.is_marketing)]
    return tuple(sorted(allowed, key=lambda one: (not one.speaks(language), one.name)))


def _count(text: str) -> int:
    return max(map(int, _VARIABLE.findall(text)), default=0)


def _fill(text: str, values: Sequence[str]) -> str:
    def value(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return values[place] if 0 <= place < len(values) else found[0]

    return _VARIABLE.sub(value, text)


def _one_line(value: str) -> str:
    """Return a value as Meta takes it: without line ends, tabs and runs of spaces."""
    return _SPACES.sub(" ", value).strip()
