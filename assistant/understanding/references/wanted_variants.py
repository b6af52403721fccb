"""Find the variant of a product that a customer wants in place of theirs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.order import Options
from assistant.understanding.constraints.option_values import Keys
from assistant.understanding.entities.candidate_ranking import Candidate, Ranking, rank
from assistant.understanding.message_words import Word, fold, keys_of, split
from assistant.understanding.references.item_names import PhrasePlace, find_phrase, ways_to_say

_CHEAPEST = re.compile(
    r"(?<!\w)(?:cheapest|least expensive|lowest price|cheaper|moins cher(?:e|s)?"
    r"|moins couteu\w+)(?!\w)"
)
_DEAREST = re.compile(r"(?<!\w)(?:most expensive|priciest|(?:la |le )plus cher(?:e)?)(?!\w)")
_BIGGER = re.compile(
    r"(?<!\w)(?:bigger|larger|(?:one )?size up|next size(?: up)?|plus grande?s?"
    r"|taille (?:au[ -]dessus|superieure))(?!\w)"
)
_SMALLER = re.compile(
    r"(?<!\w)(?:smaller|(?:one )?size down|plus petite?s?|taille (?:en dessous|inferieure"
    r"|au[ -]dessous))(?!\w)"
)
_NOT_BEFORE = re.compile(
    r"(?:\bnot|\bno|n't(?: want| like)?|\bpas(?: de| du| la| le| les| en)?|\bsans|\bwithout"
    r"|\binstead of|\brather than"
    r"|\bplutot que|\bau lieu d[eu']|\bexcept|\bsauf|\bfrom|\bthan|\bque)\s*(?:the |a |an |in "
    r"|en |le |la |l'|du |de |d')*$"
)
_SIZES = ("xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl")
_SIZE_NAMES = frozenset({"size", "taill", "pointur", "siz"})
_SIZE_CUE = re.compile(
    r"(?:\bsize|\btaille|\bpointure|\ben|\bin|\ban?|\bun|\bune|\bto|\bfor|\bcontre|\bdu|\bvers"
    r"|['\":])\s*$"
)

_MEASURE = re.compile(
    r"(?P<number>\d{1,3}) ?(?:cm|mm|m|ml|cl|l|g|kg|ans?|years?|mois|months?|watts?|w)"
)

_DEGREE = re.compile(
    r"(?<!\w)(?:trop|tres|assez|plutot|un peu|bien|tellement|si|too|very|quite|a bit|a little|way"
    r"|so)\s+$"
)
SHORT = 4
"""Letters up to which a word of another spelling is another word: "mari" is not "marine"."""

ANSWERS = frozenset({"yes", "no", "none", "oui", "non", "aucun", "aucune"})
"""Values of options, folded, that say nothing without the option's name: "waterproof: yes"."""

CLOSE = 0.8
"""Score of a variant that has all named options and differs from the old one in another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOption:
    """Hold an option's value that a message says with the words text[start:end]."""

    name: str
    value: str
    start: int
    end: int
    wanted: bool = True  # False: "not the red one", "instead of red"


def find_options(text: str, product: SoldProduct) -> tuple[NamedOption, ...]:
    """Return the values of the product's options that `text` says, as the shop spells them.

    A value of two options counts for the one whose name stands near; without a name, for the first.
    """
    words, folded = split(text), fold(text)
    found: list[tuple[PhrasePlace, str, str]] = []
    for name, value in dict.fromkeys(pair for v in product.variants for pair in v.options):
        for keys in ways_to_say(value) | _without_unit(value):
            places = find_phrase(words, keys)
            places = tuple(p for p in places if _can_say(text, words, p, value))
            if fold(value) in ANSWERS:
                places = tuple(p for p in places if _near(words, p, name))
            found += [(p, name, value) for p in places]
    found.sort(
        key=lambda one: (
            one[0].start - one[0].end,
            -one[0].score,
            not _is_spelled(words, one[0], one[2]),  # "medium" is itself before it is an M
            -_near(words, one[0], one[1]),
        )
    )
    kept: list[tuple[PhrasePlace, str, str]] = []
    for place, name, value in found:
        clash = [k for k in kept if k[0].start < place.end and place.start < k[0].end]
        if not clash:
            kept.append((place, name, value))
    return tuple(_named(words, folded, *one) for one in sorted(kept, key=lambda one: one[0].start))


def _without_unit(value: str) -> frozenset[Keys]:
    """Return the keys of a measure's bare number: "en 95" means "95 cm"."""
    found = _MEASURE.fullmatch(fold(value))
    return frozenset({keys_of(found["number"])}) if found else frozenset()


def _named(
    words: Sequence[Word], folded: str, place: PhrasePlace, name: str, value: str
) -> NamedOption:
    start, end = words[place.start].start, words[place.end - 1].end
    wanted = not _NOT_BEFORE.search(folded[:start])
    return NamedOption(name=name, value=value, start=start, end=end, wanted=wanted)


def _can_say(text: str, words: Sequence[Word], place: PhrasePlace, value: str) -> bool:
    """Tell whether words may stand for a value: a lone letter or digit must be announced.

    A short word that only resembles the value is another word, and "too big" names no size.
    """
    start, end = words[place.start].start, words[place.end - 1].end
    said = text[start:end]
    if place.score < 1 and len(said) <= SHORT:
        return False
    if _DEGREE.search(fold(text[:start])) and not _is_spelled(words, place, value):
        return False
    if len(said) > 1 and not said.isdigit():
        return True
    announced = bool(_SIZE_CUE.search(fold(text[:start]))) or len(words) <= 2  # noqa: PLR2004
    return announced or (said.isupper() and said == value and text[end : end + 1] not in {".", "'"})


def _is_spelled(words: Sequence[Word], place: PhrasePlace, value: str) -> bool:
    return tuple(word.key for word in words[place.start : place.end]) == keys_of(value)


def _near(words: Sequence[Word], place: PhrasePlace, name: str) -> bool:
    around = {w.key for w in words[max(0, place.start - 4) : place.end + 3]}
    return bool(around & set(keys_of(name)))


def find_variants(text: str, product: SoldProduct, old_options: Options) -> Ranking[SoldVariant]:
    """Return the variants that may replace the old one, best first.

    Named options change, all unnamed ones stay as they were: that variant scores 1. If it does not
    exist, those with everything named follow by how much else stays (below `CLOSE`). "The cheapest"
    chooses among those that are named and available; "bigger" is the next size. Nothing named:
    empty. The caller says whether a variant is in stock; of equals the available come first.
    """
    named = find_options(text, product)
    wanted, unwanted = _asked(text, named, product, old_options)
    folded = fold(text)
    by_price = bool(_CHEAPEST.search(folded)) - bool(_DEAREST.search(folded))
    if not wanted and not unwanted and not by_price:
        return Ranking()
    old = dict(old_options)
    fits = [v for v in product.variants if _fits(v, wanted, unwanted) and v.options != old_options]
    if by_price:
        ordered = sorted(
            (v for v in fits if v.available), key=lambda v: by_price * v.price.amount_minor
        )
        return rank(
            Candidate(value=v, score=1.0 if at == 0 else CLOSE / (at + 1))
            for at, v in enumerate(ordered)
        )
    unnamed = [name for name in old if name not in wanted and name not in unwanted]
    ranked = rank(Candidate(value=v, score=_score(v, wanted, unnamed, old)) for v in fits)
    return rank(sorted(ranked.candidates, key=lambda c: not c.value.available))


def names_the_old(text: str, product: SoldProduct, old_options: Options) -> bool:
    """Tell whether `text` names options, and the old variant has all of them already."""
    named = find_options(text, product)
    old = dict(old_options)
    return bool(named) and all(one.wanted and old.get(one.name) == one.value for one in named)


def _asked(
    text: str, named: Sequence[NamedOption], product: SoldProduct, old_options: Options
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    old = dict(old_options)
    wanted: dict[str, list[str]] = {}
    unwanted: dict[str, list[str]] = {}
    for option in named:
        (wanted if option.wanted else unwanted).setdefault(option.name, []).append(option.value)
    for name, values in wanted.items():
        # "The blue one in red": the value that the line has already only points the line out.
        if len(values) > 1 and old.get(name) in values:
            values.remove(old[name])
    for name, value in _next_size(text, product, old).items():
        wanted.setdefault(name, [value])
    return wanted, {name: values for name, values in unwanted.items() if name not in wanted}


def _next_size(text: str, product: SoldProduct, old: Mapping[str, str]) -> dict[str, str]:
    folded = fold(text)
    step = bool(_BIGGER.search(folded)) - bool(_SMALLER.search(folded))
    if not step:
        return {}
    names = [name for name in old if _SIZE_NAMES & set(keys_of(name))]
    names = names or [name for name, value in old.items() if _size(value) is not None][:1]
    for name in names:
        values = {value for v in product.variants for n, value in v.options if n == name}
        now = _size(old[name])
        if now is None:
            continue
        ahead = [(size - now) * step for v in values if (size := _size(v)) is not None]
        nearest = min((a for a in ahead if a > 0), default=None)
        found = next((v for v in values if nearest and _size(v) == now + step * nearest), None)
        if found is not None:
            return {name: found}
    return {}


def _size(value: str) -> float | None:
    """Return where a size stands among those of its kind; None: it is none."""
    low = value.strip().lower()
    if low in _SIZES:
        return float(_SIZES.index(low))
    number = re.match(r"\d+(?:[.,]\d+)?", low)
    if number:
        return float(number[0].replace(",", "."))
    named = ("mini", "small", "medium", "large", "x-large")
    return float(named.index(low)) if low in named else None


def _fits(
    variant: SoldVariant, wanted: Mapping[str, Sequence[str]], unwanted: Mapping[str, Sequence[str]]
) -> bool:
    has = dict(variant.options)
    return all(has.get(name) in values for name, values in wanted.items()) and not any(
        has.get(name) in values for name, values in unwanted.items()
    )


def _score(
    variant: SoldVariant,
    wanted: Mapping[str, Sequence[str]],
    unnamed: Sequence[str],
    old: Mapping[str, str],
) -> float:
    has = dict(variant.options)
    stays = [has.get(name) == old[name] for name in unnamed]
    if all(stays):
        return 1.0
    return CLOSE * (1 + sum(stays)) / (1 + len(stays)) if wanted else sum(stays) / (1 + len(stays))
