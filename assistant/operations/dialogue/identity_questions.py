"""Ask a customer to prove their identity, and try each proof they give."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Reason, ReplyKind
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CODE, IDENTITY, Dialogue
from assistant.operations.dialogue.slot_questions import MAX_ASKS, Step
from assistant.operations.identity.attempts import (
    Attempt,
    AttemptOutcome,
    ByCode,
    ByEmail,
    ByNameAndPostcode,
    ByOrderAndEmail,
    CodeOnItsWay,
    Expired,
    Locked,
    NotOffered,
    Proven,
    Unavailable,
    Wrong,
)
from assistant.operations.identity.identifier import Identifier
from assistant.operations.identity.identity_codes import DIGITS
from assistant.operations.identity.texts import ask, explain
from assistant.operations.shop_rules import Method
from assistant.operations.texts import say
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity, ExpectedEntity

_WANTED = frozenset({ExpectedEntity.CODE, ExpectedEntity.EMAIL, ExpectedEntity.ORDER})
_DICTATED = frozenset({ExpectedEntity.EMAIL, ExpectedEntity.ORDER})
_WANTED_NAME = frozenset(
    {ExpectedEntity.NAME, ExpectedEntity.POSTCODE}
)  # apart: digits would be an order's number

_NO_NUMBER = re.compile(
    r"(?<!\w)(?:(?:don'?t|do not|can'?t|cannot|never|no longer) (?:\w+ )?(?:know|have|remember"
    r"|find|got"
    r"|see)|(?:no|without|lost|forgot\w*) (?:\w+ )?(?:idea|clue|number)|(?:sa[i]s|trouve|connais"
    r"|retrouve"
    r"|ai|vois|souviens) (?:pas|plus)|aucune idee|sans numero|pas de numero|perdu le numero)(?!\w)"
)
"""Words of a customer who has no order number at hand."""

_NOT_THERE = re.compile(
    r"(?<!\w)(?:(?:re)?(?:nvo[iy]|send)\w*|another|new|nouveau|autre|again|rien recu|pas recu"
    r"|(?:no|aucun|pas de|pas eu de) (?:code|e-?mail|mail|message)|(?:hasn'?t|didn'?t"
    r"|haven[t]) (?:come"
    r"|arrived?|shown)|rien (?:n'est )?(?:arrive|eu)|didn't (?:get|receive|arrive)|(?:did not"
    r"|haven't|not) (?:get|got|receive\w*|arrive\w*)"
    r"|pas arrive|toujours rien|nothing (?:came|arrived|yet)|expired?|perdu|lost)(?!\w)"
)
"""Words of a customer who waits for a code in vain."""


def values_asked_for(conversation: Conversation) -> frozenset[ExpectedEntity]:
    """Return the values that a customer may dictate, because it was just asked who they are."""
    frame = Dialogue.read(conversation.dealings.dialogue).current
    return _DICTATED if frame is not None and frame.asked in {IDENTITY, CODE} else frozenset()


def gives_proof(run: DialogueRun) -> bool:
    """Return whether the message has anything that could prove an identity, or asks for a code."""
    return any(True for _ in _attempts(run))


def asks_for_code(run: DialogueRun) -> bool:
    """Return whether the customer waits for a code that did not arrive."""
    is_sent = run.dealings.code is not None and run.current.asked == CODE
    return is_sent and bool(_NOT_THERE.search(fold(run.heard.text)))


def goes_without_number(run: DialogueRun) -> bool:
    """Tell a customer who has no order's number that none is needed; False: it is not so."""
    able = Method.EMAIL_CODE in run.gate.rules.identity.methods
    if not able or gives_proof(run) or not _NO_NUMBER.search(fold(run.heard.text)):
        return False
    run.say("said.no_number")
    run.change(lambda frame: replace(frame, times=0))
    return True


async def identify(run: DialogueRun, identifier: Identifier) -> Step:
    """Try the proofs in the message, else ask for one. COMPLETE: the customer is known now."""
    attempts = list(_attempts(run)) or list(_given_before(run))
    for at, attempt in enumerate(attempts):
        outcome = await identifier.attempt(run.conversation, attempt)
        if isinstance(outcome, NotOffered):
            continue
        run.record(*outcome.events)
        if isinstance(outcome, Proven):
            return Step.COMPLETE
        if not isinstance(outcome, Wrong) or not _is_another_address(attempts[at : at + 2]):
            return _tell(run, outcome)
    return _ask(run)


def _is_another_address(attempts: list[Attempt]) -> bool:
    """Return whether the customer gave a second address, as people with several do."""
    return len(attempts) > 1 and all(isinstance(one, ByEmail) for one in attempts)


def _tell(run: DialogueRun, outcome: AttemptOutcome) -> Step:
    sent = isinstance(outcome, CodeOnItsWay)
    run.tell(explain(outcome, run.language), _figures(run, outcome))
    run.rule = f"identity_{type(outcome).__name__.lower()}"
    if isinstance(outcome, Locked):
        run.dialogue = Dialogue()
        run.kind, run.reason = ReplyKind.HANDED_OFF, Reason.NOT_IDENTIFIED
        return Step.ASKED
    frame = run.current.asking(CODE if sent else IDENTITY)
    if isinstance(outcome, Expired | Unavailable) and frame.times > MAX_ASKS:
        run.give_up()  # neither costs a try, so nothing else ends it
        return Step.ASKED
    run.replace_current(frame)
    return Step.ASKED


def _figures(run: DialogueRun, outcome: AttemptOutcome) -> tuple[str, ...]:
    """Return the figures of a reply: a code's length and minutes, tries left, address."""
    rules = run.gate.rules.identity
    masked = (outcome.masked,) if isinstance(outcome, CodeOnItsWay) else ()
    left = map(str, range(rules.max_tries + 1))
    return (str(DIGITS), f"{rules.code_minutes} minutes", *left, *masked)


def _ask(run: DialogueRun) -> Step:
    code = run.dealings.code
    waits = (
        run.current.asked == CODE and code is not None and run.gate.clock.now() < code.expires_at
    )
    frame = run.current.asking(CODE if waits else IDENTITY)
    if frame.times > MAX_ASKS + waits:
        run.give_up()
        return Step.ASKED
    run.replace_current(frame)
    if waits:
        run.tell(say("identity.code_awaited", run.language), (str(DIGITS),))
    else:
        if frame.times > 1:
            run.say("ask.identity_again")
        run.tell(ask(run.gate.rules.identity, run.language))
    run.rule = f"ask_{frame.asked}"
    return Step.ASKED


def _emails(text: str) -> tuple[Entity[str], ...]:
    return read_entities(text).emails


def _given_before(run: DialogueRun) -> Iterator[ByOrderAndEmail]:
    """Yield the proof that an earlier message gave whole, where none was asked for or refused."""
    for text in reversed(run.conversation.earlier):
        if run.current.asked or run.dealings.refused:
            return
        said = read_entities(text)
        if said.orders and said.emails:
            yield ByOrderAndEmail(number=said.orders[0].value, email=said.emails[0].value)
            return


def _attempts(run: DialogueRun) -> Iterator[Attempt]:
    """Yield the attempts that the message's words allow, the strongest first."""
    frame = run.current
    asked = frame.asked in {IDENTITY, CODE}
    said = read_entities(run.heard.text, wanted=_WANTED if asked else frozenset())
    before = read_entities(frame.text)
    if said.code is not None and run.dealings.code is not None:
        yield ByCode(digits=said.code.value)
    numbers = [one.value for one in (*said.orders, *before.orders)]
    emails = [one.value for one in said.emails]
    code = run.dealings.code
    told = (one.value for text in reversed(run.conversation.earlier) for one in _emails(text))
    earlier = [*(one.value for one in before.emails), *([code.email] if code else []), *told]
    for number in numbers[:1]:
        for email in (emails or (earlier if read_entities(run.heard.text).orders else []))[:1]:
            yield ByOrderAndEmail(number=number, email=email)
    if code is not None and not emails and said.code is None and asks_for_code(run):
        yield ByEmail(email=code.email)
    for email in emails:
        yield ByEmail(email=email)
    who = read_entities(run.heard.text, wanted=_WANTED_NAME if asked else frozenset())
    if who.name is not None and who.postcodes:
        yield ByNameAndPostcode(
            given_name=who.name.value.given,
            family_name=who.name.value.family,
            postcode=who.postcodes[0].value,
        )
