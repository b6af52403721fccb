"""Ask a browser for a passkey, and check its answer (W3C Web Authentication, level 3)."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Agent
from assistant.desk.staff.second_factor import Passkey, SecondFactor

_CHALLENGE_BYTES = 32


class PasskeyRefusedError(Exception):
    """Say that an answer proves no passkey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeySite:
    """Name the site that passkeys are for."""

    host: str
    origin: str


def mint_challenge() -> str:
    """Return a new challenge, base64url."""
    return bytes_to_base64url(secrets.token_bytes(_CHALLENGE_BYTES))


def ask_new(agent: Agent, factor: SecondFactor, site: PasskeySite, challenge: str) -> str:
    """Return the options, as JSON, with which a browser makes a passkey."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Comptoir",
        user_id=agent.agent_id.encode(),
        user_name=agent.email,
        user_display_name=agent.name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id))
            for one in factor.passkeys
        ],
    )
    return options_to_json(options)


def read_new(
    answer: str, site: PasskeySite, challenge: str, *, name: str, now: datetime
) -> Passkey:
    """Return the passkey that a browser made.

    Raises:
        PasskeyRefusedError: it is none for this site and this challenge.
    """
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefusedError from error
    return Passkey(
        credential_id=bytes_to_base64url(found.credential_id),
        public_key=bytes_to_base64url(found.credential_public_key),
        sign_count=found.sign_count,
        name=name,
        added_at=now,
    )


def ask_known(site: PasskeySite, challenge: str) -> str:
    """Return the options, as JSON, with which a browser uses any passkey of this site."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=base64url_to_bytes(challenge),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def whose(answer: str) -> AgentId:
    """Return the agent that an answer is said to be of; nothing is proven yet.

    Raises:
        PasskeyRefusedError: it names nobody.
    """
    try:
        handle = parse_authentication_credential_json(answer).response.user_handle
        return AgentId((handle or b"").decode())
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefusedError from error


def check_known(
    answer: str, factor: SecondFactor, site: PasskeySite, challenge: str
) -> SecondFactor:
    """Return the factor after one of its passkeys was used.

    Raises:
        PasskeyRefusedError: it was none of them, or not for this site and this challenge.
    """
    try:
        passkey = factor.passkey(
            bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
        )
        if passkey is None:
            raise PasskeyRefusedError
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise PasskeyRefusedError from error
    return factor.with_passkey(replace(passkey, sign_count=found.new_sign_count))
