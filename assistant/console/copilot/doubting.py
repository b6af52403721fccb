"""What of a rewording has to be looked at: nothing is proven wrong, and something may be. Pure.

Counts and places are compared, not meanings. So a rewording that is right may be doubted, which
costs its reader a look; what else a sentence may have turned around is for the reader to see.
"""

from collections.abc import Iterator

from assistant.answers.words import terms
from assistant.conversation.conversation_message import Language
from assistant.answers.guard.figure_attribution import belong_elsewhere, place
from assistant.answers.guard.denials import conditions, denials, sides
from assistant.answers.guard.guard_words import word_lists


def doubts(before: str, after: str, languages: tuple[Language, Language]) -> tuple[str, ...]:
    """Return what is to be looked at, by name, of `doubts` in the console's texts; empty: nothing.

    `languages` are those of the two texts.
    """
    return tuple(_doubts(before, after, languages))


def _doubts(before: str, after: str, languages: tuple[Language, Language]) -> Iterator[str]:
    if denials(before) != denials(after) or _is_denied_instead(before, after, languages):
        yield "denials"
    had, has = conditions(before), conditions(after)
    apart = (had - has) + (has - had)
    yield from (kind for kind in word_lists().conditions if apart[kind])
    if belong_elsewhere(place(before, languages[0]), place(after, languages[1])):
        yield "order"


def _is_denied_instead(before: str, after: str, languages: tuple[Language, Language]) -> bool:
    """Whether one thing is denied in place of another: "shoes, not coats", "coats, not shoes"."""
    (no, yes), (now_no, now_yes) = (
        tuple(terms(" ".join(sorted(some)), language) for some in sides(text))
        for text, language in zip((before, after), languages, strict=True)
    )
    both = (no & yes) | (now_no & now_yes)  # such as "part" and "partie", by their stem
    return bool(no & now_yes - both) and bool(yes & now_no - both)
