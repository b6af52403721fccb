"""Put the steps of a turn into words that the owner of a shop understands. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatchmethod
from zoneinfo import ZoneInfo

from assistant.console.shell.decision_words import say_guard, say_rules
from assistant.console.shell.rule_words import say_rule
from assistant.console.shell.texts import word
from assistant.console.trying.bench_texts import milliseconds, name_of, percent, say, texts
from assistant.conversation.message import Language
from assistant.desk.handoff.moments import write_moment
from assistant.messages.trials.turn_trace import (
    AskedFact,
    ComposedFact,
    DecidedFact,
    EscalatedFact,
    FoundFact,
    GuardedFact,
    HeardFact,
    MovedFact,
    OutlookFact,
    ReadFact,
    ThoughtFact,
    TraceStep,
    WeighedFact,
)

_TOLD_MS = 0.05  # less than what is shown

Rows = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredText:
    """Hold a text that was found or read, with its score."""

    title: str
    text: str
    url: str = ""
    language: str = ""
    score: str = ""  # as people write it; "": it has none


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """Hold one step as the page shows it."""

    kind: str
    title: str
    line: str
    ms: str  # "": it took none to speak of
    depth: int
    rows: tuple[tuple[str, str], ...] = ()  # (label, value), where there is more to tell
    texts: tuple[ScoredText, ...] = ()
    is_bad: bool = False  # something was held back


@dataclass(frozen=True, slots=True)
class _ToldFact:
    line: str
    rows: Iterable[tuple[str, str]] = ()
    texts: Iterable[ScoredText] = ()


def tell_way(steps: Sequence[TraceStep], language: Language, zone: ZoneInfo) -> tuple[WayStep, ...]:
    """Return the steps in words, in their order."""
    words = _StepWords(language, zone)
    return tuple(words.tell(one) for one in steps)


@dataclass(frozen=True, slots=True)
class _StepWords:
    language: Language
    zone: ZoneInfo

    def tell(self, step: TraceStep) -> WayStep:
        """Return one step in words."""
        fact = step.fact
        told = self._told(fact)
        return WayStep(
            kind=fact.type,
            title=self._say(f"step.{fact.type}"),
            line=told.line,
            ms=milliseconds(step.ms, self.language) if step.ms >= _TOLD_MS else "",
            depth=step.depth,
            rows=tuple((label, value) for label, value in told.rows if value),
            texts=tuple(told.texts),
            is_bad=isinstance(fact, GuardedFact) and bool(fact.rule),
        )

    @singledispatchmethod
    def _told(self, fact: object) -> _ToldFact:
        raise TypeError(fact)

    @_told.register
    def _(self, fact: HeardFact) -> _ToldFact:
        line = self._say(
            "heard.line",
            intent=self._name("intent", fact.intent),
            percent=self._percent(fact.confidence),
        )
        return _ToldFact(line, self._heard(fact))

    @_told.register
    def _(self, fact: FoundFact) -> _ToldFact:
        name = "found.products" if fact.of_products else "found.pages"
        words = (self._say("found.words"), fact.words)
        return _ToldFact(self._say(name, n=fact.count), (words,), self._hits(fact))

    @_told.register
    def _(self, fact: ReadFact) -> _ToldFact:
        best = self._percent(fact.statements[0][1] if fact.statements else 0.0)
        line = self._say("read.line", n=fact.count, percent=best)
        texts_read = (
            ScoredText(title="", text=text, score=self._percent(likely))
            for text, likely in fact.statements
        )
        return _ToldFact(line, (), texts_read)

    @_told.register
    def _(self, fact: DecidedFact) -> _ToldFact:
        reason = word("reason", fact.reason, self.language) if fact.reason else ""
        why = ", ".join(filter(None, (reason, say_rules(fact.rule, self.language))))
        line = self._colon(f"{self._name('decision', fact.decision)}: {why}")
        if fact.floor:
            line += f". {self._say('decided.floor', percent=self._percent(fact.floor))}"
        return _ToldFact(line)

    @_told.register
    def _(self, fact: ComposedFact) -> _ToldFact:
        line = f"{self._name('kind', fact.kind)}: {say_rules(fact.rule, self.language)}"
        rows = (
            (self._name("kind", fact.kind), fact.text),
            (self._say("composed.products"), ", ".join(fact.products)),
        )
        quotes = (
            ScoredText(title=title, text=quote, score=self._percent(score))
            for title, quote, score in fact.sources
        )
        return _ToldFact(self._colon(line), rows, quotes)

    @_told.register
    def _(self, fact: MovedFact) -> _ToldFact:
        wishes = ", ".join(self._name("intent", one) for one in fact.wishes)
        rows = ((self._say("moved.wishes"), wishes), (self._say("moved.text"), fact.text))
        return _ToldFact(self._name("move", fact.move), rows)

    @_told.register
    def _(self, fact: AskedFact) -> _ToldFact:
        what = self._name("form", fact.form or fact.purpose)
        line = self._say("asked.line", what=what, tokens=fact.prompt + fact.completion)
        if fact.failed:
            line = self._say("asked.failed", what=what, why=fact.failed.replace("_", " "))
        rows = (
            (self._say("asked.asked"), fact.asked),
            (self._say("asked.said"), fact.said),
            (self._say("asked.cost"), fact.cost if fact.cost.strip("0.") else ""),
        )
        return _ToldFact(line, rows)

    @_told.register
    def _(self, fact: ThoughtFact) -> _ToldFact:
        line = self._say("thought.replied" if fact.text else "thought.silent")
        rows = tuple(
            (self._tool(tool), "\n".join(filter(None, (arguments, *facts, note))) or "-")
            for tool, arguments, facts, note in fact.calls
        )
        objections = (
            ScoredText(
                title=f"{self._say('thought.objection')} ({say_guard(rule, self.language)})",
                text=f"{before} -> {after or self._say('thought.left_out')}",
            )
            for rule, before, after in fact.objections
        )
        return _ToldFact(line, rows, objections)

    @_told.register
    def _(self, fact: GuardedFact) -> _ToldFact:
        line = self._say("guarded.passed")
        if fact.rule:
            line = self._say("guarded.blocked", why=say_guard(fact.rule, self.language))
        return _ToldFact(line, ((self._say("guarded.text"), fact.text),))

    @_told.register
    def _(self, fact: WeighedFact) -> _ToldFact:
        topics = ", ".join(word("topic", one, self.language) for one in fact.topics)
        level = word("level", fact.level, self.language)
        line = self._say("weighed.line", level=level, topics=topics)
        if fact.checked_share:
            share = self._percent(fact.checked_share)
            line = f"{line} {self._say('weighed.checked', share=share)}"
        return _ToldFact(f"{line} ({say_rule(fact.rule, self.language)})")

    @_told.register
    def _(self, fact: EscalatedFact) -> _ToldFact:
        reason = word("reason", fact.reason, self.language)
        name = "escalated.at_once" if fact.at_once else "escalated.offered"
        return _ToldFact(self._say(name, reason=reason))

    @_told.register
    def _(self, fact: OutlookFact) -> _ToldFact:
        if fact.is_open:
            return _ToldFact(self._say("outlook.open"))
        line = self._say("outlook.closed")
        if fact.opens:
            at = datetime.fromisoformat(fact.opens)
            moment = write_moment(at, zone=self.zone, language=self.language)
            line = f"{line} · {self._say('outlook.opens')} {moment}"
        return _ToldFact(line)

    def _heard(self, fact: HeardFact) -> Rows:
        yield self._say("heard.text"), fact.text
        yield self._say("heard.language"), word("language", fact.language, self.language)
        yield (
            self._say("heard.next"),
            ", ".join(
                f"{self._name('intent', one)} {self._percent(p)}" for one, p in fact.ranked if p
            ),
        )
        yield self._say("heard.products"), ", ".join(fact.products)
        yield self._say("heard.constraints"), ", ".join(map(self._constraint, fact.constraints))
        yield (
            self._say("heard.signals"),
            ", ".join(
                f"{self._name('signal', one)} {self._percent(p)}" for one, _, p in fact.signals
            ),
        )
        if fact.leans:
            yield self._say("heard.leans"), "✓"

    def _constraint(self, one: tuple[str, str]) -> str:
        name, value = one
        return f"{self._name('constraint', name)} {value}".strip()

    def _hits(self, fact: FoundFact) -> Iterator[ScoredText]:
        for hit in fact.hits:
            yield ScoredText(
                title=" > ".join(filter(None, (hit.title, hit.where))),
                text=hit.text,
                url=hit.url,
                language=hit.language,
                score=self._percent(hit.score),
            )

    def _say(self, name: str, **values: object) -> str:
        return say(name, self.language, **values)

    def _tool(self, name: str) -> str:
        """Return the word for a tool; that of an operation has the operation's."""
        known = f"tool.{name}" in texts(self.language)
        return self._name("tool" if known else "intent", name)

    def _name(self, section: str, name: str) -> str:
        return name_of(section, name, self.language)

    def _percent(self, share: float) -> str:
        return percent(share, self.language)

    def _colon(self, line: str) -> str:
        """Return a line with the blank before its first colon that French has."""
        return line.replace(": ", " : ", 1) if self.language == "fr" else line
