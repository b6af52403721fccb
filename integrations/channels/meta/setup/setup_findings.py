"""Describe the findings of a check, and the meaning of Meta's refusals for the setup. Pure."""

from dataclasses import dataclass

from integrations.channels.meta.setup.setup_client import GraphSaidError, GraphSilentError


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFinding:
    """Hold the state of one part of the setup; `mend` says how to mend it if it is not well."""

    what: str
    well: bool
    detail: str
    mend: str = ""


_MAKE_ANOTHER = (
    "Make a permanent token: business.facebook.com > Settings > System users > Generate token,"
    " never expiring, with {scopes}; then {then}"
)
_NO_SUCH = (
    "Check the id, and that the token's system user has the asset: business.facebook.com >"
    " Settings > System users > Assign assets"
)


def refused(what: str, error: GraphSaidError, *, scopes: str, then: str) -> SetupFinding:
    """Return the finding of a refusal, by Meta's code alone, except for a wrong proof.

    `then` is the command to type once there is another token, which needs these `scopes`.
    """
    match error.code:
        case 190:
            mend = _MAKE_ANOTHER.format(scopes=scopes, then=then)
            detail = "the access token has expired, was revoked, or is none"
        case 3 | 10 | 200 | 299:
            mend = _MAKE_ANOTHER.format(scopes=scopes, then=then)
            detail = "the access token may not do this"
        case 100 if "appsecret_proof" in str(error):
            mend = "Copy it from developers.facebook.com > your app > App settings > Basic"
            detail = "the app secret is not of the app that the token was made for"
        case 100 | 803:
            mend, detail = _NO_SUCH, "Meta knows no such id, or the token may not see it"
        case 4 | 17 | 32 | 613 | 80007:
            mend, detail = "Wait an hour and check again", "Meta takes no more questions now"
        case 368 | 131031:
            mend = "See what Meta says of it: business.facebook.com > Account quality"
            detail = "Meta has restricted or locked the account"
        case _:
            mend = f"Look up code {error.code} in Meta's list of error codes"
            detail = f"Meta refuses: {error}"
    return SetupFinding(what=what, well=False, detail=detail, mend=mend)


def not_the_app(what: str) -> SetupFinding:
    """Return the finding that app id and app secret do not fit, so that nothing can be checked."""
    return SetupFinding(
        what=what,
        well=False,
        detail="cannot be looked at: the app id and the app secret are not of one app",
        mend="Copy both from developers.facebook.com > your app > App settings > Basic",
    )


def silent(what: str, error: GraphSilentError) -> SetupFinding:
    """Return the finding that Meta did not answer."""
    mend = "Check the network, a proxy, and the address of the Graph API (https://.../v24.0)"
    return SetupFinding(what=what, well=False, detail=str(error), mend=mend)
