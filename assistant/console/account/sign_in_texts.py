"""Hold the texts of the pages of signing in, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.message import Language
from assistant.desk.staff.credentials import MIN_CHARS, Weakness


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInTexts:
    """Hold the texts of one language; `{braces}` are filled in."""

    sign_in: str
    email: str
    password: str
    enter: str
    have_code: str
    with_provider: str
    or_password: str
    code_title: str
    code_hint: str
    code: str
    new_password: str
    password_rule: str
    choose: str
    back: str
    account: str
    profile: str
    signed_in_as: str
    change_password: str
    old_password: str
    sign_out: str
    sign_out_everywhere: str
    everywhere_hint: str
    wrong: str
    wrong_code: str
    wrong_old_password: str
    locked: str
    uncounted: str
    not_ours: str
    provider_failed: str
    provider_unknown: str
    signed_out: str
    signed_out_everywhere: str
    password_changed: str
    denied_title: str
    denied: str
    forged_title: str
    forged: str
    weak: Mapping[Weakness, str]
    to_console: str


TEXTS: Mapping[Language, SignInTexts] = {
    "en": SignInTexts(
        sign_in="Sign in",
        email="E-mail address",
        password="Password",  # noqa: S106  # a label
        enter="Sign in",
        have_code="I have a one-time code",
        with_provider="Sign in with {provider}",
        or_password="or with your password",  # noqa: S106
        code_title="Choose your password",
        code_hint="You were given a one-time code. It works once, for 48 hours.",
        code="One-time code",
        new_password="New password",  # noqa: S106
        password_rule=f"At least {MIN_CHARS} characters. Several words in a row are easy to"
        " remember and hard to guess.",
        choose="Save and sign in",
        back="Back to sign-in",
        account="Your account",
        profile="What customers see of you",
        signed_in_as="Signed in as {name} ({email}).",
        change_password="Change your password",  # noqa: S106
        old_password="Current password",  # noqa: S106
        sign_out="Sign out",
        sign_out_everywhere="Sign out everywhere",
        everywhere_hint="Ends every session of yours, on every device, this one too.",
        wrong="This e-mail address and password do not go together. Check both and try again.",
        wrong_code="This e-mail address and code do not go together, or the code was used or has"
        " run out. Check both, or ask an administrator for a new code.",
        wrong_old_password="This is not your current password.",  # noqa: S106
        locked="Too many attempts. Wait {minutes} and try again.",
        uncounted="Signing in is not possible right now. Please try again in a minute.",
        not_ours="This page was out of date. Please try again.",
        provider_failed="Signing in with {provider} did not work. Please try again.",
        provider_unknown="You are known to {provider}, but you have no access here. Ask an"
        " administrator to add you.",
        signed_out="You are signed out.",
        signed_out_everywhere="You are signed out everywhere.",
        password_changed="Your password is changed. Every other device is signed out.",  # noqa: S106
        denied_title="Not part of your role",
        denied="This page exists, but your role does not include it. An administrator can change"
        " that.",
        forged_title="Please try that again",
        forged="This page was out of date, so nothing was changed. Go back, reload it and try"
        " again.",
        weak={
            Weakness.TOO_SHORT: f"This password is too short: it takes at least {MIN_CHARS}"
            " characters.",
            Weakness.TOO_LONG: "This password is too long.",
            Weakness.GUESSABLE: "This password would be guessed too easily: it is a common one, or"
            " close to your name or address. Choose another.",
        },
        to_console="To the console",
    ),
    "fr": SignInTexts(
        sign_in="Connexion",
        email="Adresse e-mail",
        password="Mot de passe",  # noqa: S106
        enter="Se connecter",
        have_code="J'ai un code à usage unique",
        with_provider="Se connecter avec {provider}",
        or_password="ou avec votre mot de passe",  # noqa: S106
        code_title="Choisissez votre mot de passe",
        code_hint="On vous a donné un code à usage unique. Il sert une fois, pendant 48 heures.",
        code="Code à usage unique",
        new_password="Nouveau mot de passe",  # noqa: S106
        password_rule=f"Au moins {MIN_CHARS} caractères. Plusieurs mots à la suite sont faciles à"
        " retenir et difficiles à deviner.",
        choose="Enregistrer et se connecter",
        back="Retour à la connexion",
        account="Votre compte",
        profile="Ce que les clients voient de vous",
        signed_in_as="Connexion en cours : {name} ({email}).",
        change_password="Changer de mot de passe",  # noqa: S106
        old_password="Mot de passe actuel",  # noqa: S106
        sign_out="Se déconnecter",
        sign_out_everywhere="Se déconnecter partout",
        everywhere_hint="Met fin à toutes vos sessions, sur tous vos appareils, celle-ci comprise.",
        wrong="Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux et"
        " réessayez.",
        wrong_code="Cette adresse et ce code ne vont pas ensemble, ou le code a déjà servi ou a"
        " expiré. Vérifiez les deux, ou demandez un nouveau code à un administrateur.",
        wrong_old_password="Ce n'est pas votre mot de passe actuel.",  # noqa: S106
        locked="Trop de tentatives. Patientez {minutes}, puis réessayez.",
        uncounted="La connexion n'est pas possible pour le moment. Réessayez dans une minute.",
        not_ours="Cette page n'était plus à jour. Réessayez.",
        provider_failed="La connexion avec {provider} n'a pas abouti. Réessayez.",
        provider_unknown="{provider} vous connaît, mais vous n'avez pas d'accès ici. Demandez à un"
        " administrateur de vous ajouter.",
        signed_out="Déconnexion effectuée.",
        signed_out_everywhere="Toutes vos sessions sont fermées.",
        password_changed="Votre mot de passe est changé. Tous vos autres appareils sont"  # noqa: S106
        " déconnectés.",
        denied_title="Hors de votre rôle",
        denied="Cette page existe, mais votre rôle n'y donne pas accès. Un administrateur peut le"
        " changer.",
        forged_title="Réessayez",
        forged="Cette page n'était plus à jour : rien n'a été modifié. Revenez en arrière,"
        " rechargez-la et réessayez.",
        weak={
            Weakness.TOO_SHORT: f"Ce mot de passe est trop court : il faut au moins {MIN_CHARS}"
            " caractères.",
            Weakness.TOO_LONG: "Ce mot de passe est trop long.",
            Weakness.GUESSABLE: "Ce mot de passe serait trop facile à deviner : il est courant, ou"
            " proche de votre nom ou de votre adresse. Choisissez-en un autre.",
        },
        to_console="Vers la console",
    ),
}


def minutes(seconds: float, language: Language) -> str:
    """Return the time to wait in whole minutes: "3 minutes"."""
    count = max(1, -int(-seconds // 60))
    if language == "fr":
        return "une minute" if count == 1 else f"{count} minutes"
    return "one minute" if count == 1 else f"{count} minutes"
