"""Import reviews and past conversations for every build to read; forget them again."""

import re
from pathlib import Path

from assistant.app.compose.insight_sources import open_imports, open_sales
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.insights.analysis_errors import ImportFileError
from assistant.insights.analysis_rows import Origin
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.sales_files import read_sales
from assistant.insights.imports.text_import import dated, read_file
from assistant.kit.settings.settings import Settings

_NAME = re.compile(r"[^a-z0-9]+")


def take_in(settings: Settings, path: Path, *, name: str, origin: Origin | None) -> tuple[str, int]:
    """Keep the texts of a file, without personal data; return the name and their number.

    Texts kept under the name before are removed. A text without a date gets the date of the newest
    text in its file, or now.

    Raises:
        ImportFileError: a line cannot be read; nothing is changed.
        SettingError: the key cannot be used.
    """
    called = _called(name or path.stem)
    secret = find_key(settings)
    texts = list(
        read_file(
            path,
            secret=secret,
            names=settings.insights.names,
            origin=origin,
            prefix=f"{called}:",
        )
    )
    if not texts:
        msg = f"{path} has no text"
        raise ImportFileError(msg)
    return called, open_imports(settings).add(called, dated(texts, now=SystemClock().now()))


def take_in_orders(settings: Settings, path: Path, *, name: str) -> tuple[str, int]:
    """Keep the sales of a file: product, time, and the key of the customer.

    Raises:
        ImportFileError: a line cannot be read; nothing is changed.
        SettingError: the key cannot be used.
    """
    called = _called(name or path.stem)
    sales = list(read_sales(path, secret=find_key(settings)))
    if not sales:
        msg = f"{path} has no order"
        raise ImportFileError(msg)
    return called, open_sales(settings).add(called, sales)


def _called(name: str) -> str:
    called = _NAME.sub("-", name.lower()).strip("-")
    if not called:
        msg = f"{name!r} is no name: it takes letters or digits"
        raise ImportFileError(msg)
    return called


def let_go(settings: Settings, name: str) -> bool:
    """Forget an import from the next build on; False: there is none of that name."""
    texts, sales = open_imports(settings).remove(name), open_sales(settings).remove(name)
    return texts or sales


def kept(settings: Settings) -> tuple[str, ...]:
    """Return the names of the imports."""
    return (*open_imports(settings).names(), *open_sales(settings).names())


def forget(settings: Settings, customer: str) -> int:
    """Forget a customer's imported texts and sales, named as in the file; return how many."""
    secret, said = find_key(settings), customer.strip()
    texts = open_imports(settings).forget(customer_key(secret, "import", said.lower()))
    return texts + open_sales(settings).forget(customer_key(secret, "customer", said))
