"""Set texts as print does, where they leave the house: apostrophes, quotes, no-break spaces. Pure.

What is stored, searched and compared keeps the letters of a keyboard, which customers type too.
"""

import re

from assistant.conversation.message import Language

NO_BREAK = "\N{NO-BREAK SPACE}"

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w|«)")
_OF_MANY = re.compile(r"(?<=s)'(?= [a-z])")  # "customers' words"; never where a quote may end
_QUOTED = re.compile(r'(?<![\w"])"(?=\S)([^"\n]*[^"\s])"(?!\w)')
_BEFORE_MARK = re.compile(r"(?<=\S) (?=[:;?!»]+(?:\s|$|[,.)]))")
_AFTER_QUOTE = re.compile(r"(?<=«) (?=\S)")
_TIME = re.compile(r"(?<=\d) h\b(?: (?=\d\d\b))?")
_AMOUNT = re.compile(r"(?<=\d) (?=[€%])")


def typeset(text: str, language: Language) -> str:
    """Return `text` with the apostrophes, quotes and spaces of its language.

    As many letters come out as went in, and a text that is set already comes out as it is.
    """
    text = _APOSTROPHE.sub("’", text)  # noqa: RUF001 - the apostrophe of print
    if language == "en":
        if "'" in text and not re.search(r"(?<!\w)'", text):
            text = _OF_MANY.sub("’", text)  # noqa: RUF001 - the same
        return _QUOTED.sub("“\\1”", text)
    for joint in (_BEFORE_MARK, _AFTER_QUOTE, _AMOUNT):
        text = joint.sub(NO_BREAK, text)
    return _TIME.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
