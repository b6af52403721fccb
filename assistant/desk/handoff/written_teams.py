"""Change the teams of the desk's rules as they are written: the text that a file could be. Pure.

A team's id is made from its first name and never changes: conversations, canned replies and agents
name the id. Only `name` is what people read.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

import yaml

from assistant.conversation.ids import TeamId
from assistant.desk.handoff.desk_rules import DEFAULT
from assistant.kit.settings.settings import Settings
from assistant.understanding.message_words import fold

MOST_LETTERS = 60  # of a team's name, as `desk_rules.TeamName`
_LONGEST_ID = 40  # letters, as `desk_rules.Word`
_NO_LETTER = re.compile(r"[^a-z0-9]+")

WrittenRules = Mapping[str, Any]
"""The desk's rules as YAML has them; `DeskRules` checks them."""


class TeamFault(StrEnum):
    """Name why a team cannot be changed."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NAME_TAKEN = "name_taken"
    IS_DEFAULT = "is_default"  # it has the hours of whatever is no team's
    UNKNOWN = "unknown"
    FROM_FILE = "from_file"  # a file of the server has the teams


class TeamRefusedError(ValueError):
    """Say that a team cannot be changed, and why."""

    def __init__(self, fault: TeamFault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_written(settings: Settings) -> WrittenRules:
    """Return the rules as they are written; the default ones where none are."""
    file = settings.helpdesk.file
    text = settings.helpdesk.rule_text if file is None else file.read_text(encoding="utf-8")
    read: WrittenRules = yaml.safe_load(text or DEFAULT.read_text(encoding="utf-8"))
    return read


def write_rules(rules: WrittenRules) -> str:
    """Return rules as the text of a file."""
    return yaml.safe_dump(dict(rules), sort_keys=False, allow_unicode=True)


def with_team(
    rules: WrittenRules, name: str, *, had: Collection[str] = ()
) -> tuple[WrittenRules, TeamId]:
    """Return rules with one more team, which has the default team's hours, and its id.

    The id is none of a team that is there, nor of those that somebody `had` before.

    Raises:
        TeamRefusedError: it cannot have the name.
    """
    name = _checked(rules, name, besides="")
    team_id = _new_id(name, {*_teams(rules), *had})
    return _put(rules, team_id, {"name": name}), team_id


def with_name(rules: WrittenRules, team_id: TeamId, name: str) -> WrittenRules:
    """Return rules in which a team is called otherwise.

    Raises:
        TeamRefusedError: there is no such team, or it cannot have the name.
    """
    team = _team(rules, team_id)
    return _put(rules, team_id, {**team, "name": _checked(rules, name, besides=team_id)})


def with_put_away(rules: WrittenRules, team_id: TeamId, *, put_away: bool) -> WrittenRules:
    """Return rules in which nothing goes to a team any more, or again.

    Raises:
        TeamRefusedError: there is no such team, or it is the default one.
    """
    team = dict(_team(rules, team_id))
    if put_away and rules.get("default_team") == team_id:
        raise TeamRefusedError(TeamFault.IS_DEFAULT)
    team.pop("put_away", None)
    return _put(rules, team_id, {**team, "put_away": True} if put_away else team)


def _checked(rules: WrittenRules, name: str, *, besides: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise TeamRefusedError(TeamFault.NO_NAME)
    if len(name) > MOST_LETTERS:
        raise TeamRefusedError(TeamFault.LONG_NAME)
    taken = {fold(_name(team, one)) for one, team in _teams(rules).items() if one != besides}
    if fold(name) in taken:
        raise TeamRefusedError(TeamFault.NAME_TAKEN)
    return name


def _new_id(name: str, taken: Collection[str]) -> TeamId:
    """Return an id that is not taken: "Service après-vente" is "service-apres-vente"."""
    word = _NO_LETTER.sub("-", fold(name)).strip("-")[:_LONGEST_ID].strip("-") or "team"
    found, count = word, 1
    while found in taken:
        count += 1
        ending = f"-{count}"
        found = f"{word[: _LONGEST_ID - len(ending)]}{ending}"
    return TeamId(found)


def _teams(rules: WrittenRules) -> Mapping[str, Mapping[str, Any] | None]:
    teams: Mapping[str, Mapping[str, Any] | None] = rules.get("teams") or {}
    return teams


def _team(rules: WrittenRules, team_id: TeamId) -> Mapping[str, Any]:
    if team_id not in _teams(rules):
        raise TeamRefusedError(TeamFault.UNKNOWN)
    return _teams(rules)[team_id] or {}


def _name(team: Mapping[str, Any] | None, team_id: str) -> str:
    return str((team or {}).get("name") or team_id)


def _put(rules: WrittenRules, team_id: str, team: Mapping[str, Any]) -> WrittenRules:
    return {**rules, "teams": {**_teams(rules), team_id: dict(team)}}
