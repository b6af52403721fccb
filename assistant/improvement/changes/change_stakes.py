"""Find the stake of a change in the words that it changes: money, law, or neither. Pure."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import regex
import yaml

from assistant.improvement.changes.change_contents import LineFate, compare
from assistant.improvement.changes.change_set import ChangeKind, ChangeStake
from assistant.improvement.rules.freer_rules import only_tightens
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.operations.autonomy.autonomy_table import (
    AutonomyRow,
    AutonomyTable,
    Level,
    decode_table,
)
from assistant.understanding import stated_facts
from assistant.understanding.stated_facts import FactKind
from retrieval.catalogue.case_folding import fold

_SUMS = frozenset({FactKind.AMOUNT, FactKind.PERCENT})


def stake_of(change: CandidateChange, before: str = "") -> ChangeStake:
    """Return the stake of a change that takes the place of the content `before`.

    The autonomy table, rules of orders and settings that name sums say how far money goes without a
    person; a table that only leaves more to people, and rules that only allow less, have no stake,
    nor do hours. Of words only those count that come or go.
    """
    kind = ChangeKind(change.kind)
    if kind is ChangeKind.HOURS:
        return ChangeStake.PLAIN
    if kind in {ChangeKind.AUTONOMY, ChangeKind.ORDER_RULES}:
        stricter = before and _only_allows_less(kind, before, change.content)
        return ChangeStake.PLAIN if stricter else ChangeStake.MONEY
    changed = [
        one.text for one in compare(kind, before, change.content) if one.fate is not LineFate.SAME
    ]
    return stake_of_words(changed)


def only_lowers(change: CandidateChange, before: str) -> bool:
    """Tell whether the content `before` a table or rules of orders only allows less."""
    kind = ChangeKind(change.kind)
    if kind not in {ChangeKind.AUTONOMY, ChangeKind.ORDER_RULES} or not before:
        return False
    return _only_allows_less(kind, change.content, before)


def _only_allows_less(kind: ChangeKind, before: str, after: str) -> bool:
    """Tell whether nothing of the content `after` is freer than in the one `before`."""
    if kind is ChangeKind.ORDER_RULES:
        return only_tightens(before, after)
    return _is_stricter(decode_table(after), decode_table(before))


def _is_stricter(table: AutonomyTable, than: AutonomyTable) -> bool:
    """Tell whether no row of a table is freer than in another."""
    for part in ("operations", "topics"):
        mine, others = getattr(table, part), getattr(than, part)
        for name in {**mine, **others}:
            row, other = mine.get(name), others.get(name)
            if row is None:
                continue  # what has no row is left to people
            if other is None or not _is_freer(other, row):
                return False
    return table.goodwill == than.goodwill


def _is_freer(row: AutonomyRow, than: AutonomyRow) -> bool:
    """Tell whether a row is as free as another or freer, by its level and checks alone."""
    levels = [*Level]
    higher = levels.index(row.level) - levels.index(than.level)
    if higher > 0 or (higher == 0 and row.checked_share > than.checked_share):
        return False
    alike = {"level": row.level, "checked_share": row.checked_share}
    return than.model_copy(update=alike) == row


def stake_of_words(lines: Iterable[str]) -> ChangeStake:
    """Return the stake of words; law comes before money."""
    text = "\n".join(lines)
    folded = fold(text)
    if any(pattern.search(folded) for pattern in _patterns()[ChangeStake.LAW]):
        return ChangeStake.LAW
    sums = any(fact.kind in _SUMS for fact in stated_facts.find(text))
    if sums or any(pattern.search(folded) for pattern in _patterns()[ChangeStake.MONEY]):
        return ChangeStake.MONEY
    return ChangeStake.PLAIN


@cache
def _patterns() -> Mapping[ChangeStake, tuple[regex.Pattern[str], ...]]:
    path = Path(__file__).parent / "resources" / "stakes.yml"
    read: dict[str, dict[str, list[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        ChangeStake(stake): tuple(
            regex.compile(rf"\b(?:{'|'.join(fold(word) for word in words)})")
            for words in languages.values()
        )
        for stake, languages in read.items()
    }
