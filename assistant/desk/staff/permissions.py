"""Say which permissions each role has, and which conversations an agent may open. Pure."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent, Role, Team


class Sight(StrEnum):
    """Name which conversations agents see; other roles that read conversations see all of them."""

    ALL = "all"
    TEAMS = "teams"  # their own, their teams', and what is no team's


def teams_of(
    agent: Agent, sight: Sight, put_away: Collection[TeamId] = ()
) -> tuple[TeamId, ...] | None:
    """Return the teams whose conversations a list of the agent's may have; None: everybody's.

    What is of a team that is `put_away` is nobody's in particular, so everybody sees it.
    """
    if sight is Sight.ALL or agent.role is not Role.AGENT:
        return None
    return tuple(sorted(agent.teams.union(put_away)))


def put_away(teams: Iterable[Team]) -> frozenset[TeamId]:
    """Return the ids of the teams that are put away."""
    return frozenset(one.team_id for one in teams if one.put_away)


def sees(
    agent: Agent,
    *,
    holder: AgentId | None,
    team: TeamId | None,
    sight: Sight,
    put_away: Collection[TeamId] = (),
) -> bool:
    """Return whether `agent` may open a conversation that `holder` has and that is `team`'s."""
    teams = teams_of(agent, sight, put_away)
    return teams is None or holder == agent.agent_id or team is None or team in teams


class Permission(StrEnum):
    """Name a right that not every role has."""

    READ_CONVERSATIONS = "read_conversations"  # their words, contacts and notes; search
    READ_CUSTOMERS = "read_customers"  # who wrote, and their orders
    WRITE_REPLIES = "write_replies"  # to customers; notes to colleagues
    USE_COPILOT = "use_copilot"  # drafts, rewrites, the documents, a suggested operation
    TRY_ASSISTANT = "try_assistant"  # on the bench, without effects; run the scenarios
    EDIT_QUESTIONS = "edit_questions"  # that are saved, as the shop's own tests
    ALLOW_HARM = "allow_harm"  # let a change go live that the tests say does harm, for a reason
    TAKE_OVER = "take_over"  # take, give back, snooze, resolve, label, merge
    ASSIGN_OTHERS = "assign_others"  # give on any conversation; one's own everybody may
    OPERATE_FOR_CUSTOMER = "operate_for_customer"  # propose and do, through the gate
    APPROVE_OPERATIONS = "approve_operations"  # that the autonomy table wants looked at
    EDIT_CANNED = "edit_canned"  # ready-made replies
    EDIT_ANSWERS = "edit_answers"  # verified ones, which customers get first
    EDIT_AUTONOMY = "edit_autonomy"  # the autonomy table, in force at once
    EDIT_TEAMS = "edit_teams"  # when each is there, holidays, deadlines
    EDIT_ORDER_RULES = "edit_order_rules"  # what may be done to an order, and until when
    EDIT_HANDOFF = "edit_handoff"  # when a person goes on
    TUNE_ANSWERS = (
        "tune_answers"  # how sure an answer has to be, how long customers are listened to
    )
    READ_STATISTICS = "read_statistics"  # of conversations, teams and agents
    TURN_SERVICE_MESSAGES = "turn_service_messages"  # that the shop writes first, on and off
    IMPORT_CONSENTS = "import_consents"  # that were given elsewhere; take them back
    JUDGE_QUALITY = "judge_quality"  # say whether a check is right; switch it on or off
    MEND_WORK = "mend_work"  # that is stuck: try it again, put it away
    READ_INSIGHTS = "read_insights"  # what customers ask for, without names
    ACT_ON_INSIGHTS = "act_on_insights"  # accept, finish, dismiss; name and merge topics
    EXPORT_INSIGHTS = "export_insights"  # as files that leave the house
    READ_KNOWLEDGE = "read_knowledge"  # sources, pages, products, and what they answered
    MANAGE_SOURCES = "manage_sources"  # add, read again, turn off, remove, a schedule
    WRITE_PAGES = "write_pages"  # for what customers ask: draft, publish, withdraw
    MANAGE_WEBHOOKS = "manage_webhooks"  # which other systems are told of insights
    READ_SETTINGS = "read_settings"  # those that one may change, and what was changed of them
    EDIT_SETTINGS = "edit_settings"  # of the whole installation, secrets included; the set-up
    MANAGE_STAFF = "manage_staff"  # add, disable, roles, codes
    READ_AUDIT = "read_audit"
    EXPORT_CUSTOMER = "export_customer"  # all that is kept of a person
    ERASE_CUSTOMER = "erase_customer"  # and it is gone
    OWN_ACCOUNT = "own_account"  # one's own password, presence and sessions


_AGENT = frozenset(
    {
        Permission.READ_CONVERSATIONS,
        Permission.READ_CUSTOMERS,
        Permission.WRITE_REPLIES,
        Permission.USE_COPILOT,
        Permission.TRY_ASSISTANT,
        Permission.TAKE_OVER,
        Permission.OPERATE_FOR_CUSTOMER,
        Permission.OWN_ACCOUNT,
    }
)

PERMISSIONS_BY_ROLE: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.LEAD: _AGENT
    | {
        Permission.TURN_SERVICE_MESSAGES,
        Permission.IMPORT_CONSENTS,
        Permission.ASSIGN_OTHERS,
        Permission.APPROVE_OPERATIONS,
        Permission.EDIT_CANNED,
        Permission.EDIT_ANSWERS,
        Permission.EDIT_QUESTIONS,
        Permission.EDIT_TEAMS,
        Permission.EDIT_ORDER_RULES,
        Permission.EDIT_HANDOFF,
        Permission.READ_SETTINGS,
        Permission.JUDGE_QUALITY,
        Permission.ALLOW_HARM,
        Permission.MEND_WORK,
        Permission.READ_STATISTICS,
        Permission.READ_INSIGHTS,
        Permission.ACT_ON_INSIGHTS,
        Permission.READ_KNOWLEDGE,
    },
    Role.MERCHANDISER: frozenset(
        {
            Permission.READ_STATISTICS,
            Permission.READ_INSIGHTS,
            Permission.ACT_ON_INSIGHTS,
            Permission.EXPORT_INSIGHTS,
            Permission.READ_KNOWLEDGE,
            Permission.MANAGE_SOURCES,
            Permission.WRITE_PAGES,
            Permission.TUNE_ANSWERS,
            Permission.READ_SETTINGS,
            Permission.EDIT_ANSWERS,
            Permission.TRY_ASSISTANT,
            Permission.EDIT_QUESTIONS,
            Permission.OWN_ACCOUNT,
        }
    ),
    Role.OPERATIONS: _AGENT
    | {
        Permission.TURN_SERVICE_MESSAGES,
        Permission.IMPORT_CONSENTS,
        Permission.ASSIGN_OTHERS,
        Permission.APPROVE_OPERATIONS,
        Permission.EDIT_CANNED,
        Permission.EDIT_ANSWERS,
        Permission.EDIT_QUESTIONS,
        Permission.EDIT_AUTONOMY,
        Permission.EDIT_TEAMS,
        Permission.EDIT_ORDER_RULES,
        Permission.EDIT_HANDOFF,
        Permission.TUNE_ANSWERS,
        Permission.READ_SETTINGS,
        Permission.JUDGE_QUALITY,
        Permission.ALLOW_HARM,
        Permission.MEND_WORK,
        Permission.READ_STATISTICS,
        Permission.READ_INSIGHTS,
        Permission.ACT_ON_INSIGHTS,
        Permission.EXPORT_INSIGHTS,
        Permission.READ_KNOWLEDGE,
        Permission.MANAGE_SOURCES,
        Permission.WRITE_PAGES,
        Permission.MANAGE_WEBHOOKS,
    },
    Role.ADMIN: frozenset(Permission),
}


def takes_conversations(agent: Agent) -> bool:
    """Return whether a conversation may be given to an agent."""
    return agent.active and may(agent.role, Permission.TAKE_OVER)


def may(role: Role, permission: Permission) -> bool:
    """Return whether agents of `role` have the permission."""
    return permission in PERMISSIONS_BY_ROLE[role]
