"""Find names of people where the words around them say so.

Optional, and never all of the names in a text.
"""

import re
from collections.abc import Iterator

from assistant.understanding.message_words import fold
from assistant.understanding.personal_data.personal_spans import PersonalDataKind, Span
from assistant.understanding.word_lists import word_list

_NAME = r"[A-ZÀ-ÖØ-Ý][\w'’-]*[a-zà-öø-ÿ][\w'’-]*"  # noqa: RUF001 (what keyboards type)
_PARTICLE = r"(?:d[eu]s?|de la|van|von|der|den|di|da|le|la|el|al|bin|ben|O'|Mc)"
_ONE_OR_MORE = rf"{_NAME}(?:[ \t]+(?:{_PARTICLE}[ \t]+)?(?:{_NAME}|[A-Z]\.))*"
_TWO_OR_MORE = rf"{_NAME}(?:[ \t]+(?:{_PARTICLE}[ \t]+)?(?:{_NAME}|[A-Z]\.))+"
_NOBODY = (
    r"(?!(?:Madame|Monsieur|Mademoiselle|Messieurs|Mesdames|Team|Sir|There|All|Everyone"
    r"|Everybody|Tous|Toutes"
    r"|Je|J|I|Le|La|Les|Un|Une|The|A|An|Est|Is|Merci|Thanks|Votre|Your|Mon|My)\b)"
)
_TITLED = re.compile(
    rf"(?<!\w)(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Mr|Mrs|Ms|Miss|Dr|Prof|Sir"
    rf"|Maître|Me)\.?[ \t]+"
    rf"{_NOBODY}(?P<name>{_ONE_OR_MORE})"
)
_SAID = re.compile(
    rf"(?<!\w)(?i:je m['’]appelle|my (?:full )?name(?:['’]s| is)|mon nom(?: complet)?(?: est"  # noqa: RUF001
    rf"|,? c['’]est)|nom ?:|name ?:"  # noqa: RUF001
    rf"|prénom ?:|au nom de|under the name(?: of)?|i go by|signé"
    rf"|signed)\s*:?\s*{_NOBODY}(?P<name>{_ONE_OR_MORE})"
)
_MAY_BE = re.compile(
    rf"(?<!\w)(?i:je suis|moi c['’]est|ici|i am|i['’]m|this is"  # noqa: RUF001
    rf"|here is)\s+{_NOBODY}(?P<name>{_TWO_OR_MORE})"
)
_GREETED = re.compile(
    rf"(?:^|[.!?\n]\s*)(?i:bonjour|bonsoir|salut|hello|hi|hey|dear|cher|chère|good (?:morning"
    rf"|afternoon|evening))"
    rf"[ \t,]+{_NOBODY}(?P<name>{_ONE_OR_MORE})"
)
_THANKED = re.compile(
    rf"(?<!\w)(?i:merci (?:beaucoup |encore )?à|thanks to|thank you"
    rf"|grâce à)[ \t,]+{_NOBODY}(?P<name>{_ONE_OR_MORE})"
)
_ENDED = re.compile(
    rf"(?<!\w)(?i:cordialement|bien à vous|sincères salutations|salutations|bonne journée"
    rf"|amicalement|merci d['’]avance|merci"  # noqa: RUF001
    rf"|regards|best|cheers|thanks|sincerely|yours(?: truly| faithfully)?"
    rf"|love)[\s,.!-]+{_NOBODY}(?P<name>{_ONE_OR_MORE})[\s.]*$"
)
_PATTERNS = (_TITLED, _SAID, _MAY_BE, _GREETED, _THANKED, _ENDED)


def find_names(text: str) -> Iterator[Span]:
    """Yield the spans of names beside a title, a greeting, "my name is", thanks or a farewell."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if fold(match["name"]) in word_list("grammar"):
                continue  # "en taille M. En stock"
            yield Span(PersonalDataKind.NAME, match.start("name"), match.end("name"))
