"""How the pages' own texts are set: spaces that do not break, and apostrophes. Pure.

Texts are kept with plain spaces and straight apostrophes. Customers' words are never touched.
"""

import re

from assistant.conversation.conversation_message import Language

_SPACE = "\u00a0"
_THIN = "\u202f"  # narrow, and does not break either
_APOSTROPHE = (re.compile(r"(?<=\w)'"), "\u2019")
_RULES = {
    "fr": (
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _THIN),
        (re.compile(r" (?=[:»%])"), _SPACE),
        (re.compile(r" (?=[;!?])"), _THIN),
        (re.compile(r"« "), f"«{_SPACE}"),
        _APOSTROPHE,
    ),
    "en": (_APOSTROPHE,),
}


def typeset(text: str, language: Language) -> str:
    """Return a text with the spaces and apostrophes of its language; its words stay."""
    for pattern, replacement in _RULES[language]:
        text = pattern.sub(replacement, text)
    return text
