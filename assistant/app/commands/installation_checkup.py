"""Examine every part of an installation, for `comptoir doctor`."""

import os
import platform
import socket
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from email.utils import parseaddr

from assistant.app.commands.autonomy_administration import open_tables
from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.local_installation import KEY_FILE, find_key
from assistant.app.compose.operation_gate import open_mailer, read_token_rules
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.compose.search.index_probe import open_index_probe
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.shop_profile import load_shop
from assistant.app.compose.shops.shop_system import open_shop
from assistant.app.compose.shops.shopify_shop import examine_shopify
from assistant.app.compose.shops.woocommerce_shop import examine_woocommerce
from assistant.conversation.people import Role
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.lists.list_projection import ProjectorLimits
from assistant.kit.private_folder import make_private, try_room
from assistant.kit.settings.settings import Settings
from assistant.operations.autonomy.autonomy_table import load_table
from assistant.operations.autonomy.missing_rows import missing_rows
from assistant.operations.shop_rules import load_rules
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.work_figures import read_work_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFinding:
    """Hold the state of one part; `mend` says how to mend it if it is not well."""

    part: str
    well: bool
    detail: str
    mend: str = ""


async def examine(settings: Settings, wanted: list[str]) -> AsyncIterator[PartFinding]:
    """Yield a finding for each part of `PARTS` that is wanted; no check raises."""
    for part in wanted:
        look, mend = PARTS[part]
        try:
            yield PartFinding(part=part, well=True, detail=await look(settings))
        except Exception as error:  # noqa: BLE001  # whatever ails a part is the finding
            yield PartFinding(
                part=part, well=False, detail=str(error) or type(error).__name__, mend=mend
            )


async def _python(_: Settings) -> str:
    return f"{platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores"


async def _data(settings: Settings) -> str:
    make_private(settings.data_dir)
    try_room(settings.data_dir)
    if settings.data_dir.stat().st_mode & stat.S_IRWXO:
        msg = f"everybody on this machine may look into {settings.data_dir}: run chmod 700 on it"
        raise LookupError(msg)
    return f"{settings.data_dir} can be written"


async def _encoder(settings: Settings) -> str:
    encoder = open_encoder(settings)
    return f"{encoder.name}, {len(encoder.encode_query('bonjour'))} dimensions"


async def _shop(settings: Settings) -> str:
    shop = load_shop(settings.shop.profile_source)
    if settings.shop.profile_source is None:
        return "no shop.yaml: replies name no shop and no contact (COMPTOIR_SHOP__FILE)"
    return f"{shop.name}, contact in {', '.join(shop.contact) or 'no language'}"


async def _orders(settings: Settings) -> str:
    load_rules(settings.shop.rule_source)
    rules = settings.shop.rules or (
        "rules of a setting" if settings.shop.rule_text else "our own rules"
    )
    if settings.shop.system == "shopify":
        return f"{await examine_shopify(settings)}; {rules}"
    if settings.shop.system == "woocommerce":
        return f"{await examine_woocommerce(settings)}; {rules}"
    async with open_shop(settings) as shop:
        if shop is None:
            return f"no shop system: the assistant only answers (COMPTOIR_SHOP__SYSTEM); {rules}"
        await shop.orders.with_number("0")
    return f"{settings.shop.system} answers; {rules}"


async def _autonomy(settings: Settings) -> str:
    async with open_tables(settings) as tables:
        newest = await tables.current()
    if newest is None:
        return "the default table is in force"
    said = f"version {newest.version} is in force"
    missing = missing_rows(newest.table, load_table())
    if not missing:
        return said
    return f"{said}, without a row for {', '.join(missing)}: left to people (/console/autonomy)"


async def _log(settings: Settings) -> str:
    return await _with_parts(
        settings, lambda parts: parts.log.ping(), settings.log_url.split(":")[0]
    )


async def _lists(settings: Settings) -> str:
    async with open_database(settings.log_url, settings.archive_folder) as database:
        behind = (await read_work_figures(database)).projector_lag
    if behind >= ProjectorLimits().far_behind:
        msg = f"{behind:,} events of the log are not in the lists yet"
        raise LookupError(msg)
    return f"{behind:,} events behind the log"


async def _redis(settings: Settings) -> str:
    kind = "server" if settings.redis.url else "embedded Valkey"
    return await _with_parts(settings, lambda parts: parts.broker.check(), kind)


async def _with_parts(
    settings: Settings, check: Callable[[Parts], Awaitable[None]], detail: str
) -> str:
    async with open_parts(settings) as parts:
        await check(parts)
    return f"{detail} answers"


_MANY = 30  # conversations that do not come from one network by chance


async def _web(settings: Settings) -> str:
    async with open_parts(settings) as parts:
        seen = await parts.broker.arrivals.count()
    if seen.conversations >= _MANY and seen.networks <= 1:
        msg = f"all {seen.conversations} conversations since yesterday came from one address"
        raise LookupError(msg)
    trusted = ", ".join(settings.web.trusted_proxies) or "no proxy"
    counted = f"conversations: {seen.conversations}, networks: {seen.networks}"
    return f"{counted} since yesterday; trusts {trusted}"


async def _index(settings: Settings) -> str:
    async with open_index_probe(settings) as probe:
        version = await probe.find_version()
    if version is None:
        msg = "nothing is indexed"
        raise LookupError(msg)
    return f"version {version}"


async def _worker(settings: Settings) -> str:
    async with open_parts(settings) as parts:
        alive = await parts.broker.presence.alive()
    if not alive:
        msg = "no worker is alive"
        raise LookupError(msg)
    return f"{len(alive)} alive"


async def _worker_here(settings: Settings) -> str:
    async with open_parts(settings) as parts:
        alive = await parts.broker.presence.alive()
    here = [name for name in alive if name.split("/")[0] == socket.gethostname()]
    if not here:
        msg = "no worker of this machine is alive"
        raise LookupError(msg)
    return f"{len(here)} alive here"


async def _identity(settings: Settings) -> str:
    find_key(settings)
    kept = "set" if settings.identity.key else f"kept in {settings.data_dir / KEY_FILE}"
    tokens = read_token_rules(settings)
    if tokens is None:
        return f"key {kept}; no page vouches for customers (COMPTOIR_IDENTITY__TOKEN_KEY)"
    return f"key {kept}; {tokens.algorithm} tokens for {tokens.audience}"


async def _mail(settings: Settings) -> str:
    await open_mailer(settings).check()
    if not settings.mail.server:
        return f"goes into {settings.outbox}, to nobody (COMPTOIR_MAIL__SERVER)"
    if parseaddr(settings.mail.sender)[1].rpartition("@")[2] in {"", "localhost"}:
        msg = f"letters would come from {settings.mail.sender} (COMPTOIR_MAIL__SENDER)"
        raise LookupError(msg)
    return f"{settings.mail.server} takes mail from {settings.mail.sender}"


async def _staff(settings: Settings) -> str:
    async with open_staff(settings) as staff:
        agents = [one for one in await staff.directory.agents() if one.active]
    if not agents:
        return "nobody can sign in to the console yet (comptoir staff add)"
    rules = load_desk_rules(settings.helpdesk.rule_source)
    peopled = {team_id for one in agents for team_id in one.teams}
    used = [one for one in rules.listed() if not one.put_away]
    # The default team is there from the start, and what is no team's goes to everybody.
    apart = [one for one in used if one.team_id != rules.default_team]
    if empty := [one.name for one in apart if one.team_id not in peopled]:
        msg = f"nobody who may sign in is in the team {', '.join(empty)}"
        raise LookupError(msg)
    admins = sum(one.role is Role.ADMIN for one in agents)
    who = f"{len(agents)} may sign in, {admins} of them as admin"
    if not settings.oidc.issuer:
        return f"{who}; with passwords (COMPTOIR_OIDC__ISSUER)"
    from assistant.app.compose.services.console_sign_in import examine_provider  # noqa: PLC0415  # only who has it pays

    await examine_provider(settings)
    return f"{who}; with passwords, or at {settings.oidc.issuer}, which answers"


async def _helpdesk(settings: Settings) -> str:
    if settings.helpdesk.kind == "none":
        return "none: customers are told how to reach the shop (COMPTOIR_HELPDESK__KIND)"
    rules = load_desk_rules(settings.helpdesk.rule_source)
    said = "hours of a setting" if settings.helpdesk.rule_text else "our own hours"
    file = settings.helpdesk.file or said
    if settings.helpdesk.kind == "chatwoot":
        return f"{await _chatwoot(settings)}; {file}"
    return f"{settings.helpdesk.kind}; {file}: {', '.join(rules.teams)}"


async def _chatwoot(settings: Settings) -> str:
    from assistant.app.compose.services.chatwoot_helpdesk import examine_chatwoot  # noqa: PLC0415  # only who has it pays

    found = await examine_chatwoot(settings.chatwoot)
    async with open_parts(settings) as parts:
        given_up = await parts.case_book.failures()
    if given_up:
        msg = f"{found}; {len(given_up)} conversations lack something: {given_up[0].failure}"
        raise LookupError(msg)
    return found


async def _channels(settings: Settings) -> str:
    from assistant.app.commands.channel_administration import examine_all  # noqa: PLC0415  # only doctor pays

    return await examine_all(settings)


async def _templates(settings: Settings) -> str:
    from assistant.app.commands.template_checkup import examine_templates  # noqa: PLC0415  # only doctor pays

    return await examine_templates(settings)


async def _dialogue(settings: Settings) -> str:
    if settings.dialogue.engine == "embedded":
        return "embedded: decides in the worker's process"
    from assistant.app.compose.services.rasa_connection import open_rasa  # noqa: PLC0415  # only who has it pays

    async with open_rasa(settings) as client:
        return f"Rasa answers at {settings.rasa.url}, model {await client.check()}"


async def _model(settings: Settings) -> str:
    if not settings.model.base_url:
        return "none: answers are the shop's own words (COMPTOIR_MODEL__BASE_URL)"
    from assistant.app.compose.services.language_model import examine_model, examine_tools  # noqa: PLC0415  # only who has it pays

    answers = await examine_model(settings)
    return f"{answers}; {await examine_tools(settings)}"


WORKER_HERE = "worker-here"
"""Asked for by name only: a container asks after its own worker, an API has none."""

PartCheck = Callable[[Settings], Awaitable[str]]
PARTS: dict[str, tuple[PartCheck, str]] = {
    "python": (_python, f"install Python 3.11 or newer; this is {sys.version_info[:2]}"),
    "data": (
        _data,
        "make room on its disk, mend its rights, or choose another folder with --data-dir",
    ),
    "encoder": (_encoder, "run make install again; the message above says what is missing"),
    "shop": (_shop, "mend the file, or unset COMPTOIR_SHOP__FILE"),
    "orders": (_orders, "mend the rules, or check COMPTOIR_SHOP__SYSTEM and what it needs"),
    "autonomy": (_autonomy, "run: comptoir autonomy set FILE"),
    "log": (_log, "check COMPTOIR_LOG__URL and that the database runs"),
    "lists": (
        _lists,
        "look again: workers take them in; if they do not, read the log of a worker (duty.failed)",
    ),
    "redis": (_redis, "check COMPTOIR_REDIS__URL and that the server runs, or unset it"),
    "web": (
        _web,
        "name the proxy in COMPTOIR_WEB__TRUSTED_PROXIES, as in docs/subsystems/front-door.md",
    ),
    "identity": (_identity, "mend what COMPTOIR_IDENTITY__... says, as in .env.example"),
    "mail": (_mail, "check COMPTOIR_MAIL__..., and that the server is up and takes the login"),
    "staff": (
        _staff,
        "mend what is said: COMPTOIR_LOG__URL, COMPTOIR_OIDC__..., or who is in which team",
    ),
    "helpdesk": (
        _helpdesk,
        "mend what is said: COMPTOIR_HELPDESK__FILE, COMPTOIR_CHATWOOT__... or Chatwoot itself",
    ),
    "channels": (_channels, "run: comptoir channel check"),
    "templates": (
        _templates,
        "do what each line says, or turn the message off at /console/outreach",
    ),
    "dialogue": (
        _dialogue,
        "check COMPTOIR_RASA__... or COMPTOIR_MODEL__...; until then the embedded engine decides",
    ),
    "model": (
        _model,
        "check COMPTOIR_MODEL__...; until it answers, replies are the shop's own words",
    ),
    "index": (
        _index,
        "run: comptoir index PATH..., or check COMPTOIR_SEARCH__... and that the server runs",
    ),
    "worker": (_worker, "run: comptoir serve, or comptoir worker beside a running API"),
    WORKER_HERE: (_worker_here, "run: comptoir worker on this machine"),
}
"""Each part's check, and what mends it."""
