"""The simulator's HTTP side: requests in, signed webhooks out."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.simulators.chatwoot.store import (
    ACCOUNT,
    BOT,
    INBOX,
    OTHER_INBOX,
    Conversation,
    Json,
    RefusedError,
    Store,
    User,
)
from tests.support.simulators.http_server import served

TOKEN = "token-of-comptoir"
SECRET = "wh-secret-of-chatwoot"
_PAGE = 25
_CONTACTS_PAGE = 15


@dataclass
class Fault:
    """Something that goes wrong with requests of one method and path, or of any."""

    status: int
    method: str = ""  # "": any
    path: str = ""  # a pattern, such as r"conversations/\d+/messages"; "": any
    after_the_work: bool = False  # it is done, and only the answer is lost
    times: int = 1
    retry_after: str = ""
    body: str = "<html><body>502 Bad Gateway</body></html>"


@dataclass
class Hook:
    """Where the account's events are posted to."""

    url: str
    subscriptions: tuple[str, ...] = ("message_created", "conversation_status_changed")
    secret: str = SECRET


@dataclass
class ChatwootSimulator:
    """One installation; tests look into it and steer it."""

    store: Store = field(default_factory=Store)
    owner: User = BOT  # of the token
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (method, path), as they came
    hooks: list[Hook] = field(default_factory=list)
    away: bool = False
    url: str = ""

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator["ChatwootSimulator"]:
        route = Route("/{path:path}", self._answer, methods=["GET", "POST", "DELETE"])
        async with served(Starlette(routes=[route])) as self.url:
            yield self

    @property
    def only(self) -> Conversation:
        """The one conversation there is."""
        (one,) = self.store.conversations.values()
        return one

    def says(
        self, user: User, text: str, *, private: bool = False, files: Sequence[str] = ()
    ) -> Json:
        """Have an agent write in the one conversation."""
        links = [
            {"id": n, "file_type": "file", "data_url": f"https://chat.example/blobs/{n}/{name}"}
            for n, name in enumerate(files)
        ]
        given: Json = {"content": text, "private": private, "attachments": links}
        return self.store.create_message(self.only, given, user)

    def sets(self, user: User, status: str, *, until: int | None = None) -> None:
        """Have an agent set the one conversation's status."""
        self.store.change_status(self.only, status, by=user, until=until)

    def waiting(self) -> list[Json]:
        """Take what has yet to be delivered."""
        told, self.store.told = self.store.told, []
        return told

    async def deliver(
        self, http: httpx.AsyncClient, told: Sequence[Json] | None = None
    ) -> list[int]:
        """Post events, those that wait unless they are given; returns the statuses."""
        return [
            await self.post(http, one, hook)
            for one in (self.waiting() if told is None else told)
            for hook in self.hooks
            if one["event"] in hook.subscriptions
        ]

    async def post(
        self, http: httpx.AsyncClient, told: Json, hook: Hook, *, at_s: int | None = None
    ) -> int:
        body = json.dumps(told, ensure_ascii=False).encode()
        stamp = int(self.store.now().timestamp()) if at_s is None else at_s
        response = await http.post(
            hook.url, content=body, headers=headers(body, stamp, hook.secret)
        )
        return response.status_code

    async def _answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix(f"/api/v1/accounts/{ACCOUNT}/")
        self.asked.append((request.method, path))
        if self.away:
            return Response("<html>502</html>", 502)
        fault = self._fault(request.method, path)
        if fault is not None and not fault.after_the_work:
            return _failed(fault)
        try:
            answer = JSONResponse(await self._run(request, path))
        except RefusedError as refused:
            answer = JSONResponse({"message": refused.message}, refused.status)
        await asyncio.sleep(0)
        return _failed(fault) if fault is not None else answer

    def _fault(self, method: str, path: str) -> Fault | None:
        for one in self.faults:
            fits = one.method in ("", method) and re.fullmatch(one.path or ".*", path)
            if one.times > 0 and fits:
                one.times -= 1
                return one
        return None

    async def _run(self, request: Request, path: str) -> object:
        if request.headers.get("api_access_token") != TOKEN:
            raise RefusedError(401, "Invalid Access Token")
        params = dict(request.query_params)
        if path == "/api/v1/profile":
            owner = self.owner
            accounts = [{"id": ACCOUNT, "name": "Maison Lune", "role": owner.role}]
            return {"id": owner.id, "name": owner.name, "accounts": accounts}
        if path.startswith("/"):
            raise RefusedError(404, "Resource could not be found")
        if request.method == "GET":
            return self._find(path.split("/"), params)
        given = await request.json() if request.method == "POST" else {}
        return self._write(request.method, path.split("/"), given)

    def _find(self, parts: list[str], params: dict[str, str]) -> object:  # noqa: PLR0911  # one line a case
        match parts:
            case ["inboxes"]:
                kinds = {INBOX: "Channel::Api", OTHER_INBOX: "Channel::WebWidget"}
                return {"payload": [{"id": n, "channel_type": k} for n, k in kinds.items()]}
            case ["webhooks"]:
                self._administrators_only()
                hooks = [
                    {"id": n, "url": one.url, "subscriptions": list(one.subscriptions)}
                    for n, one in enumerate(self.hooks)
                ]
                return {"payload": {"webhooks": hooks}}
            case ["agents"]:
                return [one.in_list() for one in self.store.users]
            case ["contacts", contact_id, "conversations"]:
                mine = [c for c in self._newest() if c.contact_id == int(contact_id)]
                return {"payload": [one.shown() for one in mine[:20]]}
            case ["conversations"]:
                return self._list(params)
            case ["conversations", one]:
                return self._conversation(one).shown()
            case ["conversations", one, "messages"]:
                return {"meta": {}, "payload": _page(self._conversation(one).messages, params)}
        raise RefusedError(404, "Resource could not be found")

    def _write(self, method: str, parts: list[str], given: Json) -> object:  # noqa: PLR0911  # one line a case
        store = self.store
        match method, parts:
            case "POST", ["contacts"]:
                return {"payload": {"contact": store.create_contact(given), "contact_inbox": {}}}
            case "POST", ["contacts", "filter"]:
                (query,) = given["payload"]
                wanted = [str(one).lower() for one in query["values"]]
                key = query["attribute_key"]
                found = [c for c in store.contacts.values() if c[key].lower() in wanted]
                return {"meta": {"count": len(found)}, "payload": found[:_CONTACTS_PAGE]}
            case "POST", ["conversations"]:
                return store.create_conversation(given).shown()
            case "POST", ["conversations", one, "messages"]:
                return store.create_message(self._conversation(one), given, self.owner)
            case "POST", ["conversations", one, "toggle_status"]:
                conversation = self._conversation(one)
                until = given.get("snoozed_until")
                store.change_status(conversation, given["status"], by=self.owner, until=until)
                shown = {"current_status": conversation.status, "conversation_id": conversation.id}
                return {"meta": {}, "payload": {"success": True, **shown}}
            case "DELETE", ["contacts", one]:
                self._administrators_only()
                del store.contacts[int(one)]
                for each in [c for c in store.conversations.values() if c.contact_id == int(one)]:
                    del store.conversations[each.id]
                return {}
            case "DELETE", ["conversations", one]:
                self._administrators_only()
                del store.conversations[self._conversation(one).id]
                return {}
        raise RefusedError(404, "Resource could not be found")

    def _list(self, params: dict[str, str]) -> Json:
        inbox, status = int(params.get("inbox_id", INBOX)), params.get("status", "open")
        found = [
            one.shown()
            for one in self._newest()
            if one.inbox_id == inbox and status in ("all", one.status)
        ]
        first = (int(params.get("page", "1")) - 1) * _PAGE
        return {
            "data": {"meta": {"all_count": len(found)}, "payload": found[first : first + _PAGE]}
        }

    def _newest(self) -> list[Conversation]:
        ordered = self.store.conversations.values()
        return sorted(ordered, key=lambda one: (one.last_activity_at, one.id), reverse=True)

    def _conversation(self, given: str) -> Conversation:
        if not given.isdecimal() or int(given) not in self.store.conversations:
            raise RefusedError(404, "Resource could not be found")
        return self.store.conversations[int(given)]

    def _administrators_only(self) -> None:
        if self.owner.role != "administrator":
            raise RefusedError(401, "You are not authorized to do this action")


def headers(body: bytes, at_s: int, secret: str) -> dict[str, str]:
    """Return what a delivery bears."""
    signature = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": str(at_s),
        "X-Chatwoot-Signature": f"sha256={signature}",
        "X-Chatwoot-Delivery": str(uuid4()),
    }


def _page(messages: list[Json], params: dict[str, str]) -> list[Json]:
    if after := params.get("after"):
        return [one for one in messages if one["id"] > int(after)][:100]
    return messages[-20:]


def _failed(fault: Fault) -> Response:
    wait = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return Response(fault.body, fault.status, headers=wait, media_type="text/html")
