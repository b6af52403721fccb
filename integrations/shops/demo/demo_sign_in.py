"""Sign visitors in at the demo shop as any customer, without a password: no customer is real."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import jwt
import yaml
from fastapi import APIRouter, Cookie
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.operations.identity.sign_in_token import TokenRules
from integrations.shops.demo.eml_folder import read_newest

COOKIE = "demo_customer"
IDENTITY_URL = "/demo/identity"
_TOKEN_S = 60
_MAILS = 5
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Hold a customer that a visitor can sign in as."""

    customer_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccounts:
    """List the customers that a visitor can sign in as, and make their identity tokens."""

    people: tuple[DemoPerson, ...]
    token_rules: TokenRules  # HS256
    outbox: Path  # where the demo's mail goes

    def vouch(self, customer_id: str, now: datetime) -> str:
        """Return a new token for the customer who is signed in."""
        made = int(now.timestamp())
        said = {
            "sub": customer_id,
            "aud": self.token_rules.audience,
            "iat": made,
            "exp": made + _TOKEN_S,
            "jti": str(uuid4()),
        }
        return jwt.encode(said, self.token_rules.key, algorithm=self.token_rules.algorithm)


def read_people(folder: Path) -> tuple[DemoPerson, ...]:
    """Return the customers of the shop in `folder`.

    Raises:
        OSError, KeyError: the file is missing or not as documented.
    """
    rows: list[dict[str, Any]] = yaml.safe_load((folder / "customers.yml").read_text("utf-8"))
    return tuple(
        DemoPerson(customer_id=row["id"], name=" ".join(row["name"]), email=row["email"])
        for row in rows
    )


def routes(accounts: DemoAccounts) -> APIRouter:
    """Return the routes for the shop's pages: the signed-in customer, sign-in, and their mail."""
    router = APIRouter(include_in_schema=False)
    known = {person.customer_id: person for person in accounts.people}

    @router.get(IDENTITY_URL)
    async def identity(demo_customer: Annotated[str, Cookie()] = "") -> Response:
        if demo_customer not in known:
            return Response(status_code=204, headers=_NO_STORE)
        token = accounts.vouch(demo_customer, datetime.now(UTC))
        return PlainTextResponse(token, headers=_NO_STORE)

    @router.post("/demo/account/{customer_id}")
    async def sign_in(customer_id: str) -> Response:
        if customer_id not in known:
            return Response(status_code=404)
        response = Response(status_code=204, headers=_NO_STORE)
        response.set_cookie(COOKIE, customer_id, samesite="lax")  # the page reads it
        return response

    @router.delete("/demo/account")
    async def sign_out() -> Response:
        response = Response(status_code=204, headers=_NO_STORE)
        response.delete_cookie(COOKIE, samesite="lax")
        return response

    @router.get("/demo/mailbox/{customer_id}")
    async def mailbox(customer_id: str) -> Response:
        person = known.get(customer_id)
        if person is None:
            return Response(status_code=404)
        mails = await asyncio.to_thread(
            read_newest, accounts.outbox, recipient=person.email, limit=_MAILS
        )
        shown = [{"subject": mail["Subject"], "body": _text(mail)} for mail in mails]
        return JSONResponse(shown, headers=_NO_STORE)

    return router


def _text(mail: EmailMessage) -> str:
    text: str = mail.get_content()
    return text.replace("\r", "")
