"""Detect messages that need the question before them, and merge the two into one question."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.conversation.message import Language
from assistant.understanding.constraints.message_constraints import (
    SaidConstraints,
    read_constraints,
)
from assistant.understanding.constraints.option_values import Dimension, shared_sayings
from assistant.understanding.message_words import Word, content, fold, split, without
from assistant.understanding.types import Constraints
from assistant.understanding.word_lists import word_list
from retrieval.catalogue.vocabulary import Vocabulary

MAX_TOPIC_CHARS = 300
"""Last characters of a merged question that are kept: talk moves on."""

_MAX_WORDS = 8  # a longer message names its own subject
_MAX_CONTENT = 2

_OPENER = re.compile(
    r"^(?:(?:ok|okay|d'accord|merci|thanks|alors|sinon)[ ,]+)*"
    r"(?:et (?:aussi |sinon )?|and (?:also )?|ou |or |also |what about |how about |what if "
    r"|quid d[eu' ]+|qu'en est[ -]il (?:de |du |des |d')?|sinon )"
)
# Something pointed at: "la deuxième", "celui-ci", "the blue one", "the same in red".
_POINTED = re.compile(
    r"(?<!\w)(?:(?:celui|celle|ceux|celles)(?:[ -](?:ci|la))?"
    r"|(?:le|la|les|l')\s?(?:premier|premiere|deuxieme|seconde?|troisieme|derniere?|autre|meme)s?"
    r"(?=\s*(?:$|[?!.,]|en |de |du |est |a |avec |dans |pour ))"
    r"|(?:this|that|the (?:\w+ )?(?:first|second|third|last|other|same|\w+)) ones?"
    r"|the (?:first|second|third|last|same|other)(?=\s*(?:$|[?!.,]|in |with |is |but ))"
    r"|l(?:equel|aquelle|esquels|esquelles)|which (?:ones?|is)"
    r"|(?:something|anything|quelque chose de) (?:similar|similaire|else|autre))(?!\w)"
)
# Another thing that is looked for: "et des vestes XXL", "and a scarf?".
_NEW_SUBJECT = re.compile(
    r"^(?:(?:ok|okay|alors|merci|thanks|bon|well|so|now|also|aussi)[ ,]+)*"
    r"(?:et|and|ou|or|also|what about|how about)? ?(?:aussi |sinon |also |now )?"
    r"(?:des|un|une|du|a|an|some)\s"
)
_MORE = re.compile(
    r"^(?:(?:plus|more) (?:d'|de )?(?:infos?|informations?|details?|info)"
    r"|(?:dis|dites)[ -]m'en plus|tell me more"
    r"|(?:un |une |a |en )?(?:(?:moins|plus) (?:cher|petit|grand)|cheaper|bigger|smaller|larger"
    r"|warmer)e?s?(?: one| ones| svp| please)?)\s*[?!.]*$"
)
# "It" that stands for nothing: "is it possible to", "il y a", "how long does it take".
_EMPTY_PRONOUN = re.compile(
    r"(?<!\w)(?:il y a|y a[ -]t[ -]il|il faut|faut[ -]il"
    r"|(?:c'est|est[ -]il|il est|is it|it's|it is|ce) (?:possible|ok|okay|obligatoire|necessary)"
    r"|s'il|il fait|il pleut|it rain|is this|c'est quoi ca"
    r"|l'on|does it take to|est[ -]ce qu'il (?:y a|est possible|faut))(?!\w)"
)


def leans_on_previous(text: str, said: SaidConstraints) -> bool:
    """Tell whether a message cannot be understood without the question before it.

    In doubt it can: a false yes would mix two questions.
    """
    words = said.words
    folded = fold(text)
    new_subject = said.constraints.category and _NEW_SUBJECT.match(folded)
    if not words or len(words) > _MAX_WORDS or new_subject:
        return False
    if _MORE.match(folded) or _opening(text) or _POINTED.search(folded):
        return True
    left = content(words)
    if not left:
        return _only_asks(words) or _has_pronoun(words, folded)
    if said.constraints.category:
        return False
    if _only_constrains(said):
        return True
    return len(left) <= _MAX_CONTENT and _has_pronoun(words, folded) and not _has_noun(words, left)


def merge(
    previous_topic: str, text: str, *, language: Language, vocabulary: Vocabulary | None = None
) -> str:
    """Return the question to search for: the follow-up together with the topic before it.

    `previous_topic` is the question as it was searched last time. A follow-up that only constrains
    ("et en 42 ?") replaces the topic's constraints of the same kind; one that only names another
    destination ("et pour la Belgique ?") replaces the topic's last one; any other is put behind the
    topic. With a `vocabulary`, options other than sizes, colours and materials are recognised too.

    The result is to be read like a message: its constraints are those of both.
    """
    if not previous_topic:
        return text
    added = _without_opener(text)
    topic = previous_topic.rstrip(" ?!.")
    known = vocabulary or _generic()
    new = read_constraints(text, known, language)
    kinds = {kind for kind, _ in new.spans}
    if kinds and not new.rest:
        old = read_constraints(topic, known, language)
        topic = without(topic, [span for kind, span in old.spans if kind in kinds])
    else:
        topic = _without_same_goal(topic, added)
    return _bounded(f"{topic} {added}".strip())


def _opening(text: str) -> re.Match[str] | None:
    if text[:2].lower() == "où":  # "where", which folds to "or"
        return None
    return _OPENER.match(fold(text))


def _without_opener(text: str) -> str:
    match = _opening(text)
    return text[match.end() :].strip() if match else text


def _without_same_goal(topic: str, added: str) -> str:
    """Cut "en France" from "livrez-vous en France" for "en Belgique"."""
    first = split(added)[:1]
    if not first or first[0].text not in word_list("prepositions"):
        return topic
    words = split(topic)
    for index in range(len(words) - 1, max(len(words) - 5, 0), -1):
        if words[index].text == first[0].text:
            return topic[: words[index].start].rstrip()
    return topic


def _bounded(text: str) -> str:
    if len(text) <= MAX_TOPIC_CHARS:
        return text
    return text[-MAX_TOPIC_CHARS:].split(" ", 1)[-1]


def _only_asks(words: Sequence[Word]) -> bool:
    """Tell whether a message is a bare question word: "why?", "combien ?"."""
    asking = word_list("question") | {"ou"}
    return all(word.text in asking for word in words)


def _only_constrains(said: SaidConstraints) -> bool:
    constraints = said.constraints
    return (
        constraints != Constraints()
        and not said.rest
        and not any(word.text in word_list("seeking") for word in said.words)
    )


def _has_pronoun(words: Sequence[Word], folded: str) -> bool:
    return any(word.text in word_list("pronouns") for word in words) and not _EMPTY_PRONOUN.search(
        folded
    )


def has_pronoun(text: str) -> bool:
    """Tell whether a message has a pronoun that stands for something: "it", "elle"."""
    words = [word for word in split(text) if word.text != "l'"]  # mostly an article
    return _has_pronoun(words, fold(text)) or any(
        word.text in word_list("pointing") for word in words
    )


def has_pronoun_of_one(text: str) -> bool:
    """Tell whether a message has a pronoun that stands for one thing: "it", and not "them"."""
    words = [word for word in split(text) if word.text in word_list("of_one")]
    return _has_pronoun(words, fold(text))


def _has_noun(words: Sequence[Word], left: Sequence[Word]) -> bool:
    """Tell whether a content word follows an article: "c'est quoi les délais"."""
    starts = {word.start for word in left}
    return any(
        before.text in word_list("determiners") and word.start in starts
        for before, word in pairwise(words)
    )


def _generic() -> Vocabulary:
    """Return the sizes, colours and materials of any shop."""
    ways = shared_sayings().by_dimension
    options = [
        (dimension.value, " ".join(keys))
        for dimension in (Dimension.COLOUR, Dimension.MATERIAL, Dimension.SIZE)
        for keys in ways[dimension]
    ]
    options += [("size", str(number)) for number in range(2, 61)]
    return Vocabulary(options=tuple(sorted(options)))
