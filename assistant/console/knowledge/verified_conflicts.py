"""Find the statements of a page that verified answers correct or contradict. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.composing.pages.contradictions import PLAINLY, claims_of, disagree
from assistant.answers.composing.pages.quoted_words import is_quoted, words_of
from assistant.answers.verified.types import KeptAnswer, VerifiedAnswer
from assistant.console.knowledge.index_view import IndexedPage
from assistant.console.knowledge.read_statements import AnsweringStatement, StatedPart
from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedConflict:
    """Hold a statement of a page, and the verified answer that says something else."""

    statement: str
    answer: VerifiedAnswer
    is_silenced: bool  # a person said that the page is wrong: the statement is said no more

    def text(self, language: str) -> str:
        """Return the answer, in a language if it has one."""
        mine = {str(one): text for one, text in self.answer.texts.items()}
        return mine.get(language, next(iter(mine.values()), ""))


def find_verified_conflicts(
    page: IndexedPage, parts: Iterable[StatedPart], kept: Sequence[KeptAnswer]
) -> Sequence[VerifiedConflict]:
    """Return the statements of a page that live answers correct, or that state other figures."""
    language: Language = "fr" if page.language == "fr" else "en"
    live = [one.in_force.answer for one in kept if one.in_force and one.is_live]
    claims = [(one, claims_of(one.texts.get(language, ""), language)) for one in live]

    def conflicts(said: AnsweringStatement) -> Iterator[VerifiedConflict]:
        words, mine = words_of(said.verbatim), claims_of(said.text, language)
        for answer, theirs in claims:
            corrected = any(
                is_quoted(words, words_of(one.quote))
                for one in answer.corrects
                if (one.url == page.url if one.url else one.title == page.title)
            )
            if corrected or disagree(mine, theirs, share=PLAINLY):
                yield VerifiedConflict(statement=said.text, answer=answer, is_silenced=corrected)

    return [one for part in parts for said in part.statements for one in conflicts(said)]
