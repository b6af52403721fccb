"""Read files whose parsers can be led astray in a process of its own, with so much time and memory.

A PDF of a megabyte can keep its parser busy for minutes and take gigabytes. The process is started
for the first such file, serves the next ones, and is ended with a file that takes too much. It gets
nothing of our environment but what Python needs: a parser that is led astray finds no secret in it.
"""

import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import Literal, Self

from retrieval.catalogue.formats.google_feed import read_google_xml
from retrieval.catalogue.formats.prestashop import read_prestashop
from retrieval.catalogue.pages.page_files import read_document
from retrieval.catalogue.pages.web_page import read_web_page
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import MEBIBYTE, CatalogueItem, ReadOptions, UnreadableError

Format = Literal["document", "page", "feed", "prestashop"]
Reader = Callable[[Sequence[SourceFile], ReadOptions], Iterable[CatalogueItem]]

_READERS: Mapping[Format, Reader] = {
    "document": lambda sources, options: read_document(sources[0], options),
    "page": lambda sources, options: (read_web_page(sources[0], options),),
    "feed": lambda sources, options: read_google_xml(sources[0], options),
    "prestashop": read_prestashop,
}
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TMPDIR", "TZ")
_START_S = 60.0  # on a machine that does much else


class ContainedReader:
    """Hold the process that reads such files; close it, or use it in a `with` block."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        """Return the number of the process; None: it was not started, or has ended."""
        return self._process.pid if self._process is not None else None

    def read(self, what: Format, *sources: SourceFile) -> Iterator[CatalogueItem]:
        """Yield the products and documents of `sources`: several only where they belong together.

        All of them together have `read_s`. What was read before an error comes first.

        Raises:
            UnreadableError: the rest cannot be read, or it takes too much time or memory.
        """
        line = self._open()
        try:
            line.send((what, sources))
            if not line.poll(self._options.read_s):
                self.close()
                message = f"it takes more than {self._options.read_s:g} s to read: split it"
                raise UnreadableError(message)
            items, fault = line.recv()
        except (EOFError, OSError):
            self.close()
            message = "its reader broke off: the file is damaged, or made to do harm"
            raise UnreadableError(message) from None
        yield from items
        if fault:
            raise UnreadableError(fault)

    def close(self) -> None:
        """End the process."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._line = self._process = None

    def _open(self) -> Connection:
        if self._line is not None:
            return self._line
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
        self._line = Connection(ours.detach())
        self._line.send(self._options)
        if not self._line.poll(_START_S):
            self.close()
            message = "its reader does not start"
            raise UnreadableError(message)
        self._line.recv()
        return self._line


def _environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _serve(line: Connection) -> None:
    """Read the files that come along `line` until the other end closes it."""
    options: ReadOptions = line.recv()
    most = options.read_mb * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    line.send(None)
    while True:
        try:
            what, sources = line.recv()
        except EOFError:
            return
        line.send(collect(_items(what, sources, options), options))


def _items(
    what: Format, sources: Sequence[SourceFile], options: ReadOptions
) -> Iterator[CatalogueItem]:
    yield from _READERS[what](sources, options)  # so that `collect` meets an error of the call, too


def collect(
    items: Iterable[CatalogueItem], options: ReadOptions
) -> tuple[list[CatalogueItem], str]:
    """Return the items that come before an error, and the error's reason; "" for none."""
    read: list[CatalogueItem] = []
    try:
        for item in items:
            read.append(item)  # noqa: PERF402  # what came before an error is kept
    except UnreadableError as error:
        return read, str(error)
    except MemoryError:
        return read, f"it takes more than {options.read_mb} MB of memory to read: split it"
    except Exception as error:  # noqa: BLE001  # a broken file can raise anything in a parser
        name = type(error).__name__
        return read, f"it cannot be read ({name}): save it again, or in another form"
    return read, ""


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
