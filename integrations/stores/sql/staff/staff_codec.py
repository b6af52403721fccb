"""Convert agents and audit entries to rows, and back."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Agent, Credentials, Role
from assistant.desk.staff.audit_chain import Action, AuditEntry, Deed
from assistant.desk.staff.ports import UnreadableEntryError
from assistant.desk.staff.second_factor import Passkey, SecondFactor
from integrations.stores.sql.tables import aware


def encode_agent(agent: Agent) -> dict[str, Any]:
    """Return an agent's columns."""
    record = {
        "name": agent.name,
        "role": agent.role,
        "public_name": agent.public_name,
        "picture": agent.picture,
        "languages": list(agent.languages),
        "skills": sorted(agent.skills),
        "teams": sorted(agent.teams),
        "capacity": agent.capacity,
        "active": agent.active,
    }
    return {
        "agent_id": agent.agent_id,
        "email": agent.email,
        "record": json.dumps(record, ensure_ascii=False),
    }


def decode_agent(row: Row[Any]) -> Agent:
    """Return the agent of a row."""
    record = json.loads(row.record)
    return Agent(
        agent_id=AgentId(row.agent_id),
        email=row.email,
        name=record["name"],
        role=Role(record["role"]),
        public_name=record["public_name"],
        picture=record["picture"],
        languages=tuple(record["languages"]),
        skills=frozenset(record["skills"]),
        teams=frozenset(TeamId(team) for team in record["teams"]),
        capacity=record["capacity"],
        active=record["active"],
    )


def encode_credentials(credentials: Credentials) -> dict[str, Any]:
    """Return the columns of an agent's credentials."""
    return {
        "password_hash": credentials.password_hash,
        "code_sha256": credentials.code_sha256,
        "code_expires_at": credentials.code_expires_at,
        "subject": credentials.subject,
    }


def decode_credentials(row: Row[Any]) -> Credentials:
    """Return the credentials of the agent of a row."""
    return Credentials(
        password_hash=row.password_hash,
        code_sha256=row.code_sha256,
        code_expires_at=row.code_expires_at and aware(row.code_expires_at),
        subject=row.subject,
    )


def decode_account(row: Row[Any]) -> Account:
    """Return the agent of a row with their credentials."""
    return Account(agent=decode_agent(row), credentials=decode_credentials(row))


def encode_factor(factor: SecondFactor) -> str:
    """Return a second factor as JSON, the same text for the same factor."""
    passkeys = [asdict(one) | {"added_at": one.added_at.isoformat()} for one in factor.passkeys]
    return json.dumps(asdict(factor) | {"passkeys": passkeys}, sort_keys=True)


def decode_factor(record: str) -> SecondFactor:
    """Return the second factor of its JSON."""
    fields = json.loads(record)
    passkeys = (
        Passkey(**{**one, "added_at": datetime.fromisoformat(one["added_at"])})
        for one in fields["passkeys"]
    )
    return SecondFactor(
        totp_key=fields["totp_key"],
        last_step=fields["last_step"],
        recovery_sha256=tuple(fields["recovery_sha256"]),
        passkeys=tuple(passkeys),
    )


def encode_entry(entry: AuditEntry) -> dict[str, Any]:
    """Return an audit entry's columns."""
    return {
        "number": entry.number,
        "at": entry.deed.at,
        "actor": entry.deed.actor,
        "action": entry.deed.action,
        "subject": entry.deed.subject,
        "detail": json.dumps(dict(entry.deed.detail), ensure_ascii=False),
        "sha256": entry.sha256,
    }


def decode_entry(row: Row[Any]) -> AuditEntry:
    """Return the audit entry of a row; an action of a newer version is as that wrote it.

    Raises:
        UnreadableEntryError: somebody else wrote it.
    """
    try:
        deed = Deed(
            at=aware(row.at),
            actor=row.actor,
            action=_known(row.action),
            subject=row.subject,
            detail=dict(json.loads(row.detail)),
        )
    except (TypeError, ValueError):
        raise UnreadableEntryError(row.number) from None
    return AuditEntry(number=row.number, deed=deed, sha256=row.sha256)


def _known(action: str) -> Action | str:
    try:
        return Action(action)
    except ValueError:
        return action
