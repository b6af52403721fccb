"""Render the console's pages and their parts as HTML: templates and their values.

No web framework.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment

from assistant.answers.amount_text import write_amount as write_money
from assistant.console.conversations.case_list import CaseRow, ListQuery, key, tag
from assistant.console.conversations.console_reader import (
    KnownCustomer,
    ListPage,
    OpenedThread,
    full_name,
)
from assistant.console.conversations.file_rules import FileRules, size
from assistant.console.conversations.thread import Entry, ThreadMessage, newer
from assistant.console.shell.browser_session import home_of
from assistant.console.shell.decision_words import name_decision, say_rules
from assistant.console.shell.page_templates import TEMPLATES, environment
from assistant.console.shell.rule_words import say_outcome, say_rule
from assistant.console.shell.texts import LOCALES, say, speaker, spoken, word
from assistant.conversation.event_base import Author
from assistant.conversation.ids import AgentId, ConversationId, TeamId
from assistant.conversation.message import ChannelKind, Language
from assistant.conversation.people import Agent, Team
from assistant.desk.ports import Case, View
from assistant.desk.staff.permissions import (
    Permission,
    Sight,
    put_away,
    sees,
    takes_conversations,
    teams_of,
)

_ICONS = {View.OPEN: "inbox"}
SHORTCUTS = (
    (("Ctrl", "K"), "palette"),
    (("J",), "next"),
    (("K",), "previous"),
    (("↵",), "open"),
    (("U",), "back"),
    (("T",), "take"),
    (("G",), "release"),
    (("E",), "resolve"),
    (("O",), "reopen"),
    (("R",), "reply"),
    (("N",), "note"),
    (("D",), "draft"),
    (("A",), "ask"),
    (("P",), "operation"),
    (("1", "2"), "reword"),
    (("3", "4"), "translate"),
    (("Ctrl", "↵"), "send"),
    (("/",), "find"),
    (("?",), "help"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """Hold the values around every page: the agent, their settings, the menu."""

    me: Agent
    csrf: str
    language: Language
    theme: str  # `light` or `dark`; "": as the system has it
    availability: str  # `online`, `busy` or `away`; "": the page does not show it
    here: str  # the page's address
    tab: str = ""  # the page of the menu that it belongs to; "": the address tells
    query: ListQuery = field(default_factory=ListQuery)
    counts: Mapping[View, int] = field(default_factory=dict)
    colleagues: Sequence[Agent] = ()
    teams: Sequence[Team] = ()
    pages: Sequence[str] = ()  # that this agent may see, beside the lists
    page_counts: Mapping[str, int] = field(default_factory=dict)  # how much waits on them
    may: frozenset[str] = frozenset()  # an agent's `Permission`s
    copilot: str = ""  # `model`, or `documents`: without one; "": there is no copilot
    sight: Sight = Sight.ALL
    answers: int = 0  # answers that the agent is asked about

    @property
    def teams_seen(self) -> tuple[TeamId, ...] | None:
        """Return the teams whose conversations the agent sees beside their own; None: all."""
        return teams_of(self.me, self.sight, self._put_away)

    def may_see(self, case: Case) -> bool:
        """Return whether the agent may open a conversation."""
        return self.sees(case.agent_id, case.team)

    def sees(self, holder: AgentId | None, team: TeamId | None) -> bool:
        """Return whether the agent may open a conversation of `holder` and of `team`."""
        return sees(self.me, holder=holder, team=team, sight=self.sight, put_away=self._put_away)

    @property
    def team_names(self) -> Mapping[str, str]:
        """Return the name of every team, by its id."""
        return {team.team_id: team.name for team in self.teams}

    @property
    def _put_away(self) -> frozenset[TeamId]:
        return put_away(self.teams)


class Pages:
    """Render pages, each in its chrome."""

    def __init__(self, *, static: str, files: FileRules, further: Sequence[Path] = ()) -> None:
        """Take the address of scripts and styles, and the rules for files that agents send.

        `further`: folders of templates beside the console's own.
        """
        folders = (TEMPLATES, *further)
        self._environments = {
            language: _environment(language, static, files, folders) for language in ("fr", "en")
        }

    def queue(self, chrome: Chrome, listed: ListPage, thread: "ThreadPart | None" = None) -> str:
        """Return the page of a list, with a conversation beside it or none."""
        opened = thread.opened.head.conversation_id if thread else None
        about = _around(chrome) | _list_part(chrome, listed, opened)
        title = say(f"view.{chrome.query.view}", chrome.language)
        beside = _thread_part(chrome, thread) if thread else {"opened": None}
        return self._render("queue.html", chrome.language, **(about | beside), title=title)

    def rows(self, chrome: Chrome, listed: ListPage, selected: ConversationId | None) -> str:
        """Return a list alone."""
        return self._render("rows.html", chrome.language, **_list_part(chrome, listed, selected))

    def row(self, chrome: Chrome, row: CaseRow) -> str:
        """Return one conversation of a list."""
        part = _list_part(chrome, ListPage(rows=(row,), next=""), None)
        return self._render("row.html", chrome.language, **part, row=row)

    def thread(self, chrome: Chrome, thread: "ThreadPart") -> str:
        """Return a conversation alone, with its customer."""
        return self._render(
            "thread.html", chrome.language, **(_around(chrome) | _thread_part(chrome, thread))
        )

    def beside(self, template: str, chrome: Chrome, *, title: str, **values: Any) -> str:  # noqa: ANN401
        """Return a page of its own beside the lists."""
        return self._render(template, chrome.language, **_around(chrome), title=title, **values)

    def nothing(self, chrome: Chrome) -> str:
        """Return the text for the place of a conversation where none is open."""
        return self._render("nothing.html", chrome.language)

    def head(self, chrome: Chrome, thread: "ThreadPart") -> str:
        """Return the head of a conversation: its holder, its status, its buttons."""
        return self._render(
            "head.html", chrome.language, **(_around(chrome) | _thread_part(chrome, thread))
        )

    def lock(self, chrome: Chrome, thread: "ThreadPart") -> str:
        """Return the reason why nothing can be written to the customer, if there is one."""
        return self._render(
            "lock.html", chrome.language, **(_around(chrome) | _thread_part(chrome, thread))
        )

    def entries(self, chrome: Chrome, thread: "ThreadPart", entries: Sequence[Entry]) -> str:
        """Return some of a conversation's entries."""
        to = f"/console/c/{thread.opened.head.conversation_id}"
        return self._render(
            "entries.html",
            chrome.language,
            entries=entries,
            name=thread.name,
            to=to,
            may=chrome.may,
        )

    def page(self, template: str, chrome: Chrome, **values: Any) -> str:  # noqa: ANN401  # its own
        """Return a page beside the lists; `values` are those that its template needs."""
        return self._render(template, chrome.language, **(_around(chrome) | values))

    def customer(self, chrome: Chrome, known: KnownCustomer, *, to: str) -> str:
        """Return the part with a customer and their orders; `to`: operations' address, or ""."""
        name = full_name(known.customer)
        return self._render("customer.html", chrome.language, known=known, full_name=name, to=to)

    def _render(self, template: str, language: Language, **values: Any) -> str:  # noqa: ANN401
        return self._environments[language].get_template(template).render(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPart:
    """Hold a conversation with all that is shown beside it."""

    opened: OpenedThread
    name: str  # of the customer
    client_id: str = ""  # for what is written next, where no script makes one
    question: str = ""  # that is open
    others: Sequence[Case] = ()


def _around(chrome: Chrome) -> dict[str, Any]:
    return {
        "me": chrome.me,
        "csrf": chrome.csrf,
        "home": home_of(chrome.me),
        "theme": chrome.theme,
        "availability": chrome.availability,
        "here": chrome.here,
        "query": chrome.query,
        "views": [_view(chrome, view) for view in View]
        if Permission.READ_CONVERSATIONS in chrome.may
        else [],
        "pages": [_page(chrome, name) for name in chrome.pages],
        "takers": list(filter(takes_conversations, chrome.colleagues)),
        "teams": [team for team in chrome.teams if not team.put_away],
        "all_teams": chrome.teams,
        "peopled": {team for one in chrome.colleagues if one.active for team in one.teams},
        "team_names": chrome.team_names,
        "channels": list(ChannelKind),
        "script_words": orjson.dumps(spoken("script", chrome.language)).decode(),
        "shortcuts": SHORTCUTS,
        "may": chrome.may,
        "answers": chrome.answers,
        "copilot": chrome.copilot if Permission.USE_COPILOT in chrome.may else "",
    }


def _view(chrome: Chrome, view: View) -> dict[str, Any]:
    query = ListQuery(view=view).encode()
    is_list = chrome.here == "/console" or chrome.here.startswith(("/console?", "/console/c/"))
    return {
        "view": view,
        "label": say(f"view.{view}", chrome.language),
        "icon": _ICONS.get(view, str(view)),
        "url": f"/console?{query}" if query else "/console",
        "count": chrome.counts.get(view, 0) if view is not View.ALL else 0,
        "current": chrome.query.view is view and is_list,
    }


def _page(chrome: Chrome, name: str) -> dict[str, Any]:
    return {
        "label": say(f"page.{name}", chrome.language),
        "icon": name,
        "url": _address(name),
        "current": (chrome.tab or chrome.here).startswith(_address(name)),
        "count": chrome.page_counts.get(name, 0),
    }


def _address(page: str) -> str:
    return "/insights" if page == "insights" else f"/console/{page}"


def _list_part(chrome: Chrome, listed: ListPage, selected: ConversationId | None) -> dict[str, Any]:
    cases = chrome.query.cases(chrome.me.agent_id)
    return {
        "query": chrome.query,
        "listed": listed,
        "selected": selected,
        "tail": _tail(chrome.query),
        "team_names": chrome.team_names,
        "key": lambda case: key(case, cases),
    }


def _thread_part(chrome: Chrome, thread: ThreadPart) -> dict[str, Any]:
    head = thread.opened.head
    return {
        "opened": thread.opened,
        "head": head,
        "entries": thread.opened.entries,
        "name": thread.name,
        "client_id": thread.client_id,
        "question": thread.question,
        "others": thread.others,
        "to": f"/console/c/{head.conversation_id}",
        "customer": None,
        "package": thread.opened.package,
        "query": chrome.query,
    }


def _tail(query: ListQuery) -> str:
    """Return the query that keeps the list in a conversation's address."""
    encoded = query.encode()
    return f"?{encoded}" if encoded else ""


def _environment(
    language: Language, static: str, files: FileRules, folders: Sequence[Path]
) -> Environment:
    made = environment(*folders)
    made.globals.update(
        t=speaker(language),
        w=partial(_word, language),
        rule=partial(say_rule, language=language),
        outcome=partial(say_outcome, language=language),
        named=partial(name_decision, language=language),
        rules=partial(say_rules, language=language),
        language=language,
        static=static,
        file_rules=files,
    )
    made.filters.update(
        iso=_iso,
        clock=_clock,
        initials=_initials,
        safe_url=_safe_url,
        size=partial(size, language),
        money=write_money,
        duration=partial(_duration, language),
        day=partial(format_date, locale=LOCALES[language]),
        decimal=partial(format_decimal, locale=LOCALES[language], format="0.0"),
        percent=partial(format_percent, locale=LOCALES[language]),
    )
    return made


def _word(language: Language, section: str, name: str) -> str:
    return word(section, name, language)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _clock(at: datetime) -> str:
    """Return a time for pages without scripts; scripts show the reader's own."""
    return f"{at.astimezone(UTC):%H:%M}"


def _duration(language: Language, seconds: float) -> str:
    """Return a time in its two largest units."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} {'j' if language == 'fr' else 'd'} {hours} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def _safe_url(url: str) -> str:
    """Return a web address or a path of this site; "#" for any other address."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return "#"
    return url if scheme in {"http", "https", ""} else "#"


def thread_part(
    opened: OpenedThread, *, client_id: str = "", others: tuple[Case, ...] = ()
) -> ThreadPart:
    """Return a conversation with all that is shown beside it."""
    waiting = [
        entry.text
        for entry in opened.entries
        if isinstance(entry, ThreadMessage) and entry.author is Author.CUSTOMER and entry.waits
    ]
    return ThreadPart(
        opened=opened,
        name=opened.name or tag(opened.head.conversation_id),
        client_id=client_id,
        question=waiting[-1] if waiting else "",
        others=others,
    )


def thread_message(pages: Pages, chrome: Chrome, part: ThreadPart, *, after: int) -> dict[str, Any]:
    """Return the message that brings a page up to date which has all events up to `after`."""
    head = part.opened.head
    return {
        "type": "thread",
        "conversation": head.conversation_id,
        "sequence": head.sequence,
        "erased": part.opened.erased,
        "spoken": head.spoken,
        "composer": head.composer,
        "entries": pages.entries(chrome, part, newer(part.opened.entries, after)),
        "head": pages.head(chrome, part),
        "lock": pages.lock(chrome, part),
    }
