"""Read the lines of an address that are no street: "Theatre Reception", "c/o Martin", "bât. B".

They stand in front of the street. A line is told by a word that such lines have, or by its number;
the name of a person is none, for the order has its recipient.
"""

import re

from assistant.understanding.entities.street_words import is_common
from assistant.understanding.message_words import fold

MAX_LINES = 3

OF_LINES = (
    r"(?:suite|ste|apt|apartment|appt?|appart(?:ement)?|unit|flat|floor|room|building|bldg"
    r"|bat(?:iment)?|escalier|esc|etage|residence|res|porte|hall|lot|bureau|entree|boite|bte|box"
    r"|office|block|tower|house|cottage|court|mill|farm|manor|lodge|villas?|hotel|theatre|museum"
    r"|reception|concierge|accueil|loge|desk|school|ecole|mairie|hopital|hospital|clinique|clinic"
    r"|campus|maison|domaine|ferme|chateau|camping|immeuble|tour|hameau|lotissement|clos|parc"
    r"|hinterhaus|vorderhaus|seitenfluegel|seitenflugel|stock|og|eg|dg|haus|hof|wohnung"
    r"|scala|interno|piano|int|palazzo|piso|puerta|portal|escalera|bajo|edificio"
    r"|ltd|limited|plc|inc|llc|gmbh|sarl|sas|eurl|srl|company|societe|entreprise"
    r"|c/o|chez|bei|presso|attn|att|attention|case postale|postfach|po box|bp|cs)"
)
"""Words, folded, that lines beside the street have in seven languages."""

_LINE = re.compile(rf"(?<![\w/]){OF_LINES}(?!\w)|(?<!\w)\d{{1,3}}\s?(?:[a-d]|[°ºª]\s?\w?)?(?!\w)")
_LEAD = re.compile(
    r"^.*(?<!\w)(?:to|at|is|est|sera|a|au|aux|vers|sur|adresse|address|plutot|rather|instead)"
    r"(?:\s*:|(?!\w))\s*(?:(?:la|le|l'|the|our|my|notre|mon|ma)(?!\w)\s*)?|^.*:\s+"
)
"""Words in front of the first line: "please send it to the", "ma nouvelle adresse est"."""

_PLACE = re.compile(r"(?:lieu[ -]?dit|le|la|les|the|l')(?!\w)\s*[\w'-]+(?:\s[\w'-]+){0,3}$")

_MOST_WORDS = 6


def lines_before(text: str, start: int) -> tuple[int, str]:
    """Return where an address begins whose street begins at `start`, and its lines before that."""
    kept: list[str] = []
    begin = start
    while len(kept) < MAX_LINES:
        found = re.search(r"([^,;\n]+)[,;\n]\s*$", text[:begin])
        line = _line(found[1]) if found else ""
        if found is None or not line:
            break
        begin = text.rindex(line, 0, found.end())
        kept.insert(0, line.strip(" ."))
        if line != found[1].strip():
            break  # words of the sentence stood in front of it
    return begin, ", ".join(kept)


def _line(piece: str) -> str:
    """Return the line at the end of a piece of text; "": the piece is none."""
    folded = fold(piece)
    lead = None if re.search(r"(?<!\w)a l'attention", folded) else _LEAD.match(folded)
    line = piece[lead.end() :].strip() if lead else piece.strip()
    words = line.split()
    told = _LINE.search(fold(line))
    if told is None or len(words) > _MOST_WORDS:
        return ""
    return line if lead or told.start() == 0 or not is_common(fold(words[0])) else ""


def is_counted(folded: str, start: int) -> bool:
    """Tell whether the number at `start` is that of a line: "Office 12, Tower House"."""
    number = re.match(r"\d{1,4}\s?[a-d]?,", folded[start:])
    return number is not None and bool(re.search(rf"(?<!\w){OF_LINES}\s+$", folded[:start]))


def place_before(text: str) -> tuple[str, ...]:
    """Return the lines in front of a postcode where they name a place without a street.

    So are addresses in the country: "Le Bourg", "The Old Mill, Church Lane, Bath".
    """
    pieces = [one.strip(" .") for one in re.split(r"[,;\n]", text) if one.strip(" .")]
    lines = pieces[-MAX_LINES - 1 :]
    folded = fold(lines[0]) if lines else ""
    named = _PLACE.match(folded) or _LINE.search(folded)
    return tuple(lines) if named and len(folded.split()) in range(2, _MOST_WORDS) else ()
