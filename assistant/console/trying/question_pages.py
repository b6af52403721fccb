"""Show the saved questions with red and green, change them, and take them in and out as a file."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.responses import Response

from assistant.console.conversations.console_forms import Form, read_form
from assistant.console.conversations.console_parts import Console
from assistant.console.shell.access import SignedIn, access_of, require
from assistant.console.shell.page_response import NO_STORE, language_of
from assistant.console.shell.page_router import page_router
from assistant.console.shell.texts import LANGUAGES
from assistant.console.trying.bench_page import CHANNELS, Trier
from assistant.console.trying.bench_texts import say
from assistant.console.trying.question_sheet import (
    MOST_CHARS,
    MOST_ROWS,
    SheetError,
    SheetRow,
    read_sheet,
    write_sheet,
)
from assistant.console.trying.trying_page import trying_page
from assistant.conversation.message import ChannelKind
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.permissions import Permission
from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.messages.trials.live_check import LiveCheck
from assistant.messages.trials.ports import QuestionConflictError, RunState
from assistant.messages.trials.saved_question import (
    Expectation,
    ExpectedOutcome,
    SavedQuestion,
    by_question,
)
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.personal_data.removal import remove_personal_data

PAGE = "/console/questions"
_RUNS = 12  # shown
_MOST_BYTES = 200_000  # of a file: bodies of forms have 256 kB at most

QuestionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
QuestionEditor = Annotated[SignedIn, Depends(require(Permission.EDIT_QUESTIONS))]


class QuestionForm(Form):
    """Write a saved question, or remove it."""

    text: str = Field("", max_length=MOST_CHARS)
    language: str = ""
    channel: ChannelKind = ChannelKind.WEBCHAT
    page: str = Field("", max_length=300)
    category: str = Field("", max_length=300)
    outcome: ExpectedOutcome = ExpectedOutcome.ANSWERED
    source: str = Field("", max_length=300)
    facts: str = Field("", max_length=2000, description="one a line")
    operation: str = Field("", max_length=60)
    version: int = Field(0, ge=0, lt=2**31)
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDesk:
    """Hold the parts behind the pages of saved questions."""

    console: Console
    check: LiveCheck


def routes(desk: QuestionDesk) -> APIRouter:
    """Return the routes of the pages and of their forms."""
    pages = _QuestionPages(desk)
    return page_router(
        ("GET", PAGE, pages.overview),
        ("GET", f"{PAGE}.csv", pages.export),
        ("POST", f"{PAGE}/import", pages.take_in),
        ("GET", f"{PAGE}/new", pages.begin),
        ("POST", f"{PAGE}/new", pages.add),
        ("GET", f"{PAGE}/q/{{question_id}}", pages.show),
        ("POST", f"{PAGE}/q/{{question_id}}", pages.change),
    )


@dataclass(frozen=True, slots=True)
class _QuestionPages:
    desk: QuestionDesk

    async def overview(self, request: Request, who: Trier) -> Response:
        return await self._overview(request, who)

    async def export(self, _who: Trier) -> Response:
        """Hand the questions out as a file."""
        written = write_sheet(await self.desk.check.questions.all())
        headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="questions.csv"'}
        return Response(written, media_type="text/csv; charset=utf-8", headers=headers)

    async def take_in(self, request: Request, who: QuestionEditor) -> Response:
        """Add the questions of a file that are not there yet; all of them or none."""
        form = await request.form()
        given = form.get("file")
        try:
            data = await given.read(_MOST_BYTES + 1) if isinstance(given, UploadFile) else b""
            if len(data) > _MOST_BYTES:
                raise SheetError(0, "too_many")  # noqa: TRY301  # said as the file's other mistakes
            rows = read_sheet(data.decode("utf-8"))
        except UnicodeDecodeError:
            wrong = say("sheet.encoding", language_of(request))
            return await self._overview(request, who, wrong=wrong)
        except SheetError as error:
            wrong = say(f"sheet.{error.word}", language_of(request), line=error.line)
            return await self._overview(request, who, wrong=wrong)
        finally:
            await form.close()
        kept = await self.desk.check.questions.all()
        read = await asyncio.to_thread(self._read, who, rows)
        known = set(map(_asked_as, kept))
        new = [
            one
            for one in {_asked_as(one): one for one in read}.values()
            if _asked_as(one) not in known
        ]
        if len(kept) + len(new) > MOST_ROWS:
            wrong = say("sheet.too_many", language_of(request))
            return await self._overview(request, who, wrong=wrong)
        for question in new:
            await self.desk.check.questions.put(question, expected_version=None)
        await self._note(request, who, "", added=str(len(new)))
        return RedirectResponse(f"{PAGE}?added={len(new)}", status_code=303)

    def _read(self, who: SignedIn, rows: Sequence[SheetRow]) -> list[SavedQuestion]:
        """Return the questions of a file. Blocks: personal data is looked for in each."""
        return [
            self._question(
                who,
                text=row.text,
                language=LANGUAGES.get(row.language),
                channel=row.channel,
                page=row.page,
                category=row.category,
                expected=row.expected,
            )
            for row in rows
        ]

    async def begin(self, request: Request, who: QuestionEditor) -> Response:
        asked = request.query_params
        channel = asked.get("channel", "")
        form = QuestionForm(
            text=asked.get("question", "")[:MOST_CHARS],
            language=asked.get("language", ""),
            channel=ChannelKind(channel) if channel in set(CHANNELS) else ChannelKind.WEBCHAT,
            page=asked.get("page", "")[:300],
            category=asked.get("category", "")[:300],
            source=asked.get("source", "")[:300],
        )
        return await self._edit(request, who, form)

    async def add(self, request: Request, who: QuestionEditor) -> Response:
        form = await read_form(request, QuestionForm)
        if not form.text.strip():
            return await self._edit(request, who, form, wrong="no_question")
        if len(await self.desk.check.questions.all()) >= MOST_ROWS:
            return await self._edit(request, who, form, wrong="too_many")
        question = self._question(who, **_fields(form))
        await self.desk.check.questions.put(question, expected_version=None)
        await self._note(request, who, question.question_id)
        return RedirectResponse(f"{PAGE}?said=saved", status_code=303)

    async def show(
        self, request: Request, who: QuestionEditor, question_id: QuestionId
    ) -> Response:
        kept = await self._kept(question_id)
        expected = kept.expected
        form = QuestionForm(
            text=kept.text,
            language=kept.language or "",
            channel=kept.channel,
            page=kept.page,
            category=kept.category,
            outcome=expected.outcome,
            source=expected.source,
            facts="\n".join(expected.facts),
            operation=expected.operation,
            version=kept.version,
        )
        return await self._edit(request, who, form, question_id)

    async def change(
        self, request: Request, who: QuestionEditor, question_id: QuestionId
    ) -> Response:
        """Change or remove a question, unless somebody else did meanwhile."""
        form = await read_form(request, QuestionForm)
        kept = await self._kept(question_id)
        questions, said = self.desk.check.questions, "saved"
        if form.do != "remove" and not form.text.strip():
            return await self._edit(request, who, form, question_id, wrong="no_question")
        try:
            if form.do == "remove":
                said = "removed"
                await questions.remove(question_id, expected_version=form.version)
            else:
                changed = replace(
                    self._question(who, **_fields(form)),
                    question_id=kept.question_id,
                    version=form.version + 1,
                )
                await questions.put(changed, expected_version=form.version)
        except QuestionConflictError:
            return await self._edit(request, who, form, question_id, wrong="overtaken")
        await self._note(request, who, question_id)
        return RedirectResponse(f"{PAGE}?said={said}", status_code=303)

    async def _overview(self, request: Request, who: SignedIn, *, wrong: str = "") -> Response:
        language, check = language_of(request), self.desk.check
        history = await check.runs.history(limit=_RUNS)
        ended = (one for one in history if one.candidate is None and one.state is RunState.DONE)
        last = next(ended, None)
        results = by_question(await check.runs.results(last.run_id)) if last else {}
        questions = await check.questions.all()
        asked = [results[one.question_id] for one in questions if one.question_id in results]
        greens = sum(one.is_green for one in asked)
        said, added = request.query_params.get("said", ""), request.query_params.get("added", "")
        if added.isdecimal():
            told = say("questions.added", language, n=added)
        else:
            told = say(f"questions.{said}", language) if said in {"saved", "removed"} else ""
        return await trying_page(
            self.desk.console,
            request,
            who,
            "questions.html",
            status=422 if wrong else 200,
            title=say("questions.title", language),
            questions=questions,
            results=results,
            reds=len(asked) - greens,
            greens=greens,
            history=history,
            names=await self.desk.console.reading.names(),
            said=told,
            wrong=wrong,
        )

    async def _edit(
        self,
        request: Request,
        who: SignedIn,
        form: QuestionForm,
        question_id: str = "",
        *,
        wrong: str = "",
    ) -> Response:
        language = language_of(request)
        return await trying_page(
            self.desk.console,
            request,
            who,
            "question.html",
            status=422 if wrong else 200,
            title=say("questions.one" if question_id else "questions.new", language),
            given=form,
            to=f"{PAGE}/q/{question_id}" if question_id else f"{PAGE}/new",
            is_new=not question_id,
            outcomes=list(ExpectedOutcome),
            operations=list(OPERATIONS),
            bench_channels=CHANNELS,
            most_chars=MOST_CHARS,
            wrong=say(f"sheet.{wrong}", language, line=0) if wrong else "",
        )

    async def _kept(self, question_id: str) -> SavedQuestion:
        kept = await self.desk.check.questions.get(question_id)
        if kept is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return kept

    def _question(self, who: SignedIn, text: str, **fields: Any) -> SavedQuestion:  # noqa: ANN401  # its own
        """Return a new question without personal data, which a customer's words may have."""
        return SavedQuestion(
            text=remove_personal_data(text).text,
            question_id=uuid4().hex,
            version=1,
            by=who.agent.agent_id,
            at=self.desk.check.clock.now(),
            **fields,
        )

    async def _note(self, request: Request, who: SignedIn, subject: str, **detail: str) -> None:
        await access_of(request).note(who, Action.QUESTIONS_CHANGED, subject, detail)


def _asked_as(one: SavedQuestion) -> tuple[str, ...]:
    """Return the way in which a question is asked: no two of a file are asked in the same."""
    return (one.text, one.language or "", one.channel, one.page, one.category)


def _fields(form: QuestionForm) -> Mapping[str, Any]:
    """Return the fields of a question that a form tells."""
    outcome = form.outcome
    answered = outcome is ExpectedOutcome.ANSWERED
    named = form.operation if form.operation in OPERATIONS else ""
    return {
        "text": form.text.strip(),
        "language": LANGUAGES.get(form.language),
        "channel": form.channel,
        "page": form.page.strip(),
        "category": form.category.strip(),
        "expected": Expectation(
            outcome=outcome,
            source=form.source.strip() if answered else "",
            facts=tuple(filter(None, map(str.strip, form.facts.splitlines()))),
            operation=named if outcome is ExpectedOutcome.OPERATION else "",
        ),
    }
