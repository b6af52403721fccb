"""Tell whether rules of orders let more happen than others do. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from assistant.improvement.rules.rule_values import ORDER_RULES, ChangedRule, changed_rules


def is_freer(rule: ChangedRule) -> bool:
    """Tell whether a changed rule of orders lets anything happen that was not possible before.

    A rule that nobody has judged here counts as freer; the words of reasons never do.
    """
    if "reasons" in rule.path:
        return False
    judge = _FREER.get(rule.path[-1])
    return judge is None or judge(rule.before, rule.after)


def only_tightens(before: str, after: str) -> bool:
    """Tell whether no rule of orders of the text `after` is freer than `before`.

    Raises:
        RuleTextError: a text cannot be used.
    """
    return not any(map(is_freer, changed_rules(ORDER_RULES, before, after)))


def _has_more(old: Any, new: Any) -> bool:  # noqa: ANN401  # as YAML has it
    return not set(new or ()) <= set(old or ())


def _has_less(old: Any, new: Any) -> bool:  # noqa: ANN401
    return not set(old or ()) <= set(new or ())


def _is_longer(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Tell whether a time without a limit, or a longer one, took the place of a time."""
    return old is not None and (new is None or new > old)


def _has_more_seasons(old: Any, new: Any) -> bool:  # noqa: ANN401
    return any(one not in (old or ()) for one in new or ())


def _goes_further(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Tell whether any country is new; no country at all is every country."""
    return bool(old) and (not new or _has_more(old, new))


def _is_sooner(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Tell whether customers are promised their money sooner."""
    return any(later < sooner for later, sooner in zip(new or (), old or (), strict=False))


def _is_allowed(old: Any, new: Any) -> bool:  # noqa: ANN401
    return bool(new) and not old


_FREER: Mapping[str, Callable[[Any, Any], bool]] = {
    "statuses": _has_more,
    "blocked_by": _has_less,
    "window_days": _is_longer,
    "seasons": _has_more_seasons,
    "refund_to": _has_more,
    "refund_days": _is_sooner,
    "accepts_final_sale": _is_allowed,
    "countries": _goes_further,
    "valid_days": _is_longer,
    "methods": _has_more,
    "max_tries": _is_longer,
    "code_minutes": _is_longer,
    "holds_minutes": _is_longer,
    "confirm_minutes": _is_longer,
}
"""Of each rule that can be stricter: whether its value after is freer than the one before."""
