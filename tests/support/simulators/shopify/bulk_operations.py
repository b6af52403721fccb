"""Bulk operations of the simulated store: a query that Shopify runs itself, into a file of lines.

Source: shopify.dev/docs/api/usage/bulk-operations/queries
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graphql import ExecutionResult, FieldNode, InlineFragmentNode, OperationDefinitionNode, parse
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.support.simulators.shopify.store import Json, Store

FILES = "/bulk/{name}"
_AT_ONCE = 5  # since 2026-01; one before
_KEPT = timedelta(days=7)
_CONNECTIONS, _DEPTH = 5, 2
_STILL = ("CREATED", "RUNNING", "CANCELING")


@dataclass
class Bulk:
    """Resolves the root fields of bulk operations, and sends their files."""

    store: Store
    run: Callable[[str], ExecutionResult]
    url: str = ""
    looks: int = 2  # at an operation, until it is at its end
    fails: str = ""  # the error code that the next ends with; "": it does well
    operations: dict[str, Json] = field(default_factory=dict)
    breaks: int = 0  # the next files that are sent by half, and no more
    broken: int = 0
    sent: int = 0
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _left: dict[str, int] = field(default_factory=dict)

    def bulk_operation_run_query(self, given: Json) -> Json:
        running = [one for one in self.operations.values() if one["status"] in _STILL]
        if len(running) >= _AT_ONCE:
            return _refused("OPERATION_IN_PROGRESS", "A bulk query operation is in progress.")
        if wrong := _why_not(given["query"]):
            return _refused("INVALID", wrong)
        operation = {
            "id": self.store.gid("BulkOperation"),
            "status": "CREATED",
            "errorCode": None,
            "query": given["query"],
            "url": None,
            "partialDataUrl": None,
            "objectCount": 0,
            "rootObjectCount": 0,
            "createdAt": self.store.stamp(),
            "completedAt": None,
            "@grouped": given["groupObjects"],
        }
        self.operations[operation["id"]] = operation
        self._left[operation["id"]] = self.looks
        return {"bulkOperation": operation, "userErrors": []}

    def bulk_operation(self, given: Json) -> Json | None:
        operation = self.operations.get(given["id"])
        if operation is not None and operation["status"] in _STILL:
            self._left[operation["id"]] -= 1
            operation["status"] = "RUNNING"
            if self._left[operation["id"]] <= 0:
                self._end(operation)
        return operation

    def bulk_operation_cancel(self, given: Json) -> Json:
        operation = self.operations[given["id"]]
        if operation["status"] in _STILL:
            operation["status"] = "CANCELED"
        return {"bulkOperation": operation, "userErrors": []}

    def _end(self, operation: Json) -> None:
        found = self.run(operation["query"])
        code = "ACCESS_DENIED" if found.errors else self.fails
        lines = [json.dumps(one) for one in _flat(found.data or {}, grouped=operation["@grouped"])]
        lines = lines[: len(lines) // 2] if code else lines
        operation |= {
            "status": "FAILED" if code else "COMPLETED",
            "errorCode": code or None,
            "objectCount": len(lines),
            "completedAt": self.store.stamp(),
        }
        if lines:
            name = operation["id"].rpartition("/")[2]
            self._lines[name] = lines
            where = "partialDataUrl" if code else "url"
            operation[where] = f"{self.url}/bulk/{name}?signature=s"

    async def send(self, request: Request) -> Response:
        """Send a file: to whoever has its address, for some days."""
        assert "X-Shopify-Access-Token" not in request.headers  # it is another company's server
        name = request.path_params["name"]
        [operation] = [x for x in self.operations.values() if x["id"].endswith(f"/{name}")]
        ended = datetime.fromisoformat(operation["completedAt"])
        if self.store.now() > ended + _KEPT or request.query_params.get("signature") != "s":
            return Response("<Error><Code>ExpiredToken</Code></Error>", 400)
        whole = "".join(f"{one}\n" for one in self._lines[name]).encode()
        if self.broken < self.breaks:
            self.broken += 1
            return StreamingResponse(
                _half(whole), headers={"Content-Length": str(len(whole))}, media_type="text/plain"
            )
        self.sent += 1
        return Response(whole, media_type="text/plain")


async def _half(whole: bytes) -> AsyncIterator[bytes]:
    yield whole[: len(whole) // 2]


def _refused(code: str, message: str) -> Json:
    error = {"code": code, "field": ["query"], "message": message}
    return {"bulkOperation": None, "userErrors": [error]}


def _why_not(query: str) -> str:
    """Return which rule of bulk queries a query breaks; "": none."""
    [operation] = parse(query).definitions
    assert isinstance(operation, OperationDefinitionNode)
    fields = list(_connections(operation, 0))
    if operation.variable_definitions:
        return "Bulk queries cannot have variables."
    if len(operation.selection_set.selections) != 1 or not fields:
        return "Bulk queries must have one top-level field, and a connection."
    if len(fields) > _CONNECTIONS or max(fields) > _DEPTH:
        return "Bulk queries have at most 5 connections, 2 levels deep."
    return ""


def _connections(node: Any, depth: int) -> Iterator[int]:  # noqa: ANN401  # of graphql-core
    """Yield the depth of each list with edges."""
    selected = node.selection_set.selections if node.selection_set else ()
    names = [one.name.value for one in selected if isinstance(one, FieldNode)]
    here = depth + ("edges" in names)
    if "edges" in names:
        yield here
    for one in selected:
        if isinstance(one, FieldNode | InlineFragmentNode):
            yield from _connections(one, here)


def _flat(data: Json, *, grouped: bool) -> Iterator[Json]:
    """Yield each object in a line of its own; what is in a list of another names that one."""
    below: list[Json] = []
    for edge in next(iter(data.values()), {"edges": []})["edges"]:
        node: Json = edge["node"]
        lists = {name: x for name, x in node.items() if isinstance(x, dict) and "edges" in x}
        yield {name: value for name, value in node.items() if name not in lists}
        inner = [
            {**one["node"], "__parentId": node["id"]} for x in lists.values() for one in x["edges"]
        ]
        if grouped:
            yield from inner
        else:
            below += inner
    yield from below
