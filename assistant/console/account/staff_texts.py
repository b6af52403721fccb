"""Hold the texts of the pages of staff and of the audit, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.message import Language
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTexts:
    """Hold the texts of one language; `{braces}` are filled in."""

    name: str
    email: str
    role: str
    state: str
    may_sign_in: str
    may_not: str
    add: str
    added: str
    change: str
    role_of: str
    disable: str
    enable: str
    give_code: str
    code: str
    code_hint: str
    no_email: str
    taken: str
    last_admin: str
    changed: str
    when: str
    who: str
    what: str
    whom: str
    older: str
    nothing: str
    nobody: str
    only: str
    everything: str
    to_console: str
    roles: Mapping[Role, str]
    actions: Mapping[Action, str]


TEXTS: Mapping[Language, StaffTexts] = {
    "en": StaffTexts(
        name="Name",
        email="E-mail address",
        role="Role",
        state="Sign-in",
        may_sign_in="Allowed",
        may_not="Not allowed",
        add="Add",
        added="{name} is added.",
        change="Change",
        role_of="Role of {name}",
        disable="Disable",
        enable="Enable",
        give_code="New code",
        code="One-time code for {name}:",
        code_hint="Give it to them: it is shown this once. They type it in on the sign-in page,"
        " within 48 hours, and choose a password. Until then they cannot sign in.",
        no_email="This is no e-mail address, or the name is missing.",
        taken="Somebody has this address already.",
        last_admin="{name} is the last administrator. Make somebody else one first.",
        changed="{name} is changed, and signed out everywhere.",
        when="When",
        who="Who",
        what="What",
        whom="On what",
        older="Older",
        nothing="Nothing yet.",
        nobody="unknown",
        only="Only {what}.",
        everything="Show everything",
        to_console="To the console",
        roles={
            Role.AGENT: "Agent",
            Role.LEAD: "Team lead",
            Role.MERCHANDISER: "Merchandiser",
            Role.OPERATIONS: "Operations",
            Role.ADMIN: "Administrator",
        },
        actions={
            Action.SIGNED_IN: "signed in",
            Action.SIGN_IN_FAILED: "failed to sign in",
            Action.SIGNED_OUT: "signed out",
            Action.SESSIONS_ENDED: "signed out everywhere",
            Action.PASSWORD_CHANGED: "changed a password",
            Action.CODE_GIVEN: "gave a one-time code",
            Action.AGENT_ADDED: "added somebody",
            Action.AGENT_CHANGED: "changed somebody's details",
            Action.ROLE_CHANGED: "changed a role",
            Action.AGENT_DISABLED: "disabled somebody",
            Action.AGENT_ENABLED: "enabled somebody",
            Action.TEAM_CHANGED: "changed a team",
            Action.DENIED: "asked for a page outside their role",
            Action.CONVERSATION_READ: "read a conversation",
            Action.CUSTOMER_READ: "read a customer's data",
            Action.CONVERSATIONS_SEARCHED: "searched conversations",
            Action.CONVERSATION_HANDLED: "handled a conversation",
            Action.OPERATION_PROPOSED: "proposed an operation",
            Action.OPERATION_ORDERED: "had an operation done on the customer's word",
            Action.OPERATION_DONE: "did an operation",
            Action.OPERATION_APPROVED: "approved an operation",
            Action.OPERATION_REJECTED: "rejected an operation",
            Action.AUTONOMY_CHANGED: "changed the autonomy table",
            Action.CANNED_CHANGED: "changed a ready-made reply",
            Action.STATISTICS_READ: "read statistics",
            Action.INSIGHTS_ASKED: "had a program read insights",
            Action.INSIGHT_QUOTES_READ: "read the messages behind an insight",
            Action.INSIGHT_MOVED: "moved an insight",
            Action.TOPIC_CHANGED: "changed a topic",
            Action.INSIGHTS_EXPORTED: "exported insights",
            Action.AUDIT_READ: "read the audit",
            Action.CUSTOMER_EXPORTED: "exported a customer's data",
            Action.CUSTOMER_ERASED: "erased a customer's data",
        },
    ),
    "fr": StaffTexts(
        name="Nom",
        email="Adresse e-mail",
        role="Rôle",
        state="Connexion",
        may_sign_in="Autorisée",
        may_not="Non autorisée",
        add="Ajouter",
        added="{name} fait partie de l'équipe.",
        change="Modifier",
        role_of="Rôle de {name}",
        disable="Désactiver",
        enable="Réactiver",
        give_code="Nouveau code",
        code="Code à usage unique pour {name} :",
        code_hint="Transmettez-le : il n'est affiché que cette fois. La personne le saisit sur la"
        " page de connexion, dans les 48 heures, et choisit un mot de passe. D'ici là, elle ne peut"
        " pas se connecter.",
        no_email="Ce n'est pas une adresse e-mail, ou le nom manque.",
        taken="Quelqu'un a déjà cette adresse.",
        last_admin="{name} est le dernier administrateur. Nommez-en d'abord un autre.",
        changed="{name} : c'est modifié, et toutes ses sessions sont fermées.",
        when="Quand",
        who="Qui",
        what="Quoi",
        whom="Sur quoi",
        older="Plus anciens",
        nothing="Rien pour le moment.",
        nobody="inconnu",
        only="Seulement {what}.",
        everything="Tout afficher",
        to_console="Vers la console",
        roles={
            Role.AGENT: "Agent",
            Role.LEAD: "Responsable d'équipe",
            Role.MERCHANDISER: "Merchandiseur",
            Role.OPERATIONS: "Opérations",
            Role.ADMIN: "Administrateur",
        },
        actions={
            Action.SIGNED_IN: "connexion à la console",
            Action.SIGN_IN_FAILED: "échec de connexion",
            Action.SIGNED_OUT: "déconnexion",
            Action.SESSIONS_ENDED: "fin de toutes ses sessions",
            Action.PASSWORD_CHANGED: "a changé un mot de passe",
            Action.CODE_GIVEN: "a donné un code à usage unique",
            Action.AGENT_ADDED: "a ajouté quelqu'un",
            Action.AGENT_CHANGED: "a modifié une fiche",
            Action.ROLE_CHANGED: "a changé un rôle",
            Action.AGENT_DISABLED: "a désactivé quelqu'un",
            Action.AGENT_ENABLED: "a réactivé quelqu'un",
            Action.TEAM_CHANGED: "a modifié une équipe",
            Action.DENIED: "a demandé une page hors de son rôle",
            Action.CONVERSATION_READ: "a lu une conversation",
            Action.CUSTOMER_READ: "a lu les données d'un client",
            Action.CONVERSATIONS_SEARCHED: "a cherché dans les conversations",
            Action.CONVERSATION_HANDLED: "a traité une conversation",
            Action.OPERATION_PROPOSED: "a proposé une opération",
            Action.OPERATION_ORDERED: "a fait faire une opération sur parole du client",
            Action.OPERATION_DONE: "a effectué une opération",
            Action.OPERATION_APPROVED: "a approuvé une opération",
            Action.OPERATION_REJECTED: "a rejeté une opération",
            Action.AUTONOMY_CHANGED: "a modifié le tableau d'autonomie",
            Action.CANNED_CHANGED: "a modifié une réponse type",
            Action.STATISTICS_READ: "a lu les statistiques",
            Action.INSIGHTS_ASKED: "a fait lire des enseignements à un programme",
            Action.INSIGHT_QUOTES_READ: "a lu les messages derrière un enseignement",
            Action.INSIGHT_MOVED: "a fait avancer un enseignement",
            Action.TOPIC_CHANGED: "a modifié un sujet",
            Action.INSIGHTS_EXPORTED: "a exporté des enseignements",
            Action.AUDIT_READ: "a lu le journal d'audit",
            Action.CUSTOMER_EXPORTED: "a exporté les données d'un client",
            Action.CUSTOMER_ERASED: "a effacé les données d'un client",
        },
    ),
}
