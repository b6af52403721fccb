"""Open the shop's identity provider of the settings, for signing in to the console."""

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.console.account.provider_sign_in import Handshakes, ProviderSignIn
from assistant.conversation.people import Role
from assistant.desk.staff.agent_sign_in import SignIn
from assistant.desk.staff.identity_provider import Admission, AdmissionRules
from assistant.desk.staff.staff_management import StaffManagement
from assistant.kit.settings.settings import SettingError, Settings
from assistant.operations.identity.ports import OneUse
from integrations.services.oidc.oidc_provider import OidcProvider, Registration


def assemble_provider(
    settings: Settings, signing_in: SignIn, managing: StaffManagement, one_use: OneUse
) -> ProviderSignIn:
    """Return the sign-in through the provider.

    Raises:
        SettingError: COMPTOIR_OIDC__ROLES cannot be used, or the key of identity.
    """
    return ProviderSignIn(
        provider=_open(settings),
        admission=Admission(
            signing_in=signing_in, managing=managing, rules=read_admission_rules(settings)
        ),
        handshakes=Handshakes(key=find_key(settings), clock=SystemClock()),
        one_use=one_use,
        issuer=settings.oidc.issuer,
    )


def read_admission_rules(settings: Settings) -> AdmissionRules:
    """Return the roles that the provider's groups give.

    Raises:
        SettingError: a pair is none, its role is none, or it would make admins.
    """
    roles = {}
    for group, role in settings.oidc.roles_by_group.items():
        if not group or role not in frozenset(Role):
            msg = (
                f"COMPTOIR_OIDC__ROLES: {group or role!r} is no GROUP=ROLE;"
                f" roles are {', '.join(one for one in Role if one is not Role.ADMIN)}"
            )
            raise SettingError(msg)
        roles[group] = Role(role)
    try:
        return AdmissionRules(roles=roles, creates=settings.oidc.creates)
    except ValueError as error:
        msg = f"COMPTOIR_OIDC__ROLES: {error}"
        raise SettingError(msg) from None


async def examine_provider(settings: Settings) -> None:
    """Ask the provider for its name and address.

    Raises:
        SettingError: COMPTOIR_OIDC__ROLES cannot be used.
        ProviderUnavailableError: it does not answer, or as another.
    """
    read_admission_rules(settings)
    await _open(settings).check()


def _open(settings: Settings) -> OidcProvider:
    oidc = settings.oidc
    registration = Registration(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret.get_secret_value() if oidc.client_secret else "",
        scope=oidc.scope,
        groups_claim=oidc.groups_claim,
    )
    return OidcProvider(registration, clock=SystemClock())
