"""Runs GraphQL documents as Shopify's published schema allows, and only those."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

from infra.local.shopify_schema import admin_schema, schema_path

Scopes = dict[tuple[str, str], frozenset[str]]
_MAX_PAGE = 250


@cache
def _scopes() -> Scopes:
    """Which access scopes a field or a type needs, any one of them; ("Type", "") for types."""
    with gzip.open(schema_path(), "rb") as file:
        published = json.load(file)
    return {
        (item["typeName"], item.get("fieldName", "")): frozenset(item["offlineScopes"])
        for item in published["offline_scopes"]["items"]
        if item["offlineScopes"]
    }


def root_fields(query: str) -> list[str]:
    """Names of the top-level fields of a document ("discountCodeBasicCreate", ...)."""
    try:
        document = parse(query)
    except GraphQLError:
        return []
    return [
        selection.name.value
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        for selection in definition.selection_set.selections
        if isinstance(selection, FieldNode)
    ]


def run(
    query: str,
    variables: dict[str, Any] | None,
    operation: str | None,
    root: dict[str, Callable[..., Any]],
    granted: set[str],
    *,
    bulk: bool = False,
) -> dict[str, Any]:
    """{"data", "errors"?} as Shopify would answer. Invalid documents are not executed. `bulk`:
    connections are not paged."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return {"errors": [error.formatted]}
    problems = validate(admin_schema(), document)
    if problems:
        return {"errors": [problem.formatted for problem in problems]}

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        returned = get_named_type(info.return_type).name
        _check_scopes(info, returned, granted)
        if not isinstance(source, dict) or info.field_name not in source:
            where = f"{info.parent_type.name}.{info.field_name}"
            raise GraphQLError(f"The sandbox does not know {where}")
        value = source[info.field_name]
        if callable(value):
            value = value(**arguments)
        if returned.endswith("Connection") and isinstance(value, list):
            value = everything(value) if bulk else page(value, arguments)
        return value

    result = execute_sync(
        admin_schema(),
        document,
        root_value=root,
        variable_values=variables or {},
        operation_name=operation,
        field_resolver=resolve,
    )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return answer


def _check_scopes(info: GraphQLResolveInfo[Any], returned: str, granted: set[str]) -> None:
    for key in ((info.parent_type.name, info.field_name), (returned, "")):
        needed = _scopes().get(key)
        # Holding the write scope of a resource includes reading it.
        if needed and not needed & (granted | {g.replace("write_", "read_") for g in granted}):
            raise GraphQLError(
                f"Access denied for {info.field_name} field. "
                f"Required access: {' or '.join(sorted(needed))}",
                extensions={"code": "ACCESS_DENIED"},
            )


def page(nodes: list[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection: `first`/`after` or `last`/`before`, cursors by position."""
    first, last = arguments.get("first"), arguments.get("last")
    if (first is None) == (last is None):
        raise GraphQLError("you must provide one of first or last")
    size = first if first is not None else last
    if not isinstance(size, int) or not 0 <= size <= _MAX_PAGE:
        raise GraphQLError(f"first or last must be between 0 and {_MAX_PAGE}")
    ordered = list(reversed(nodes)) if arguments.get("reverse") else nodes
    start, end = _position(arguments.get("after"), -1) + 1, len(ordered)
    end = min(end, _position(arguments.get("before"), end))
    if first is not None:
        start, end, more, less = start, min(end, start + first), start + first < end, start > 0
    else:
        begin = max(start, end - size)
        start, more, less = begin, end < len(ordered), begin > start
    shown = [(cursor(index), ordered[index]) for index in range(start, end)]
    return {
        "nodes": [node for _, node in shown],
        "edges": [{"node": node, "cursor": at} for at, node in shown],
        "pageInfo": {
            "hasNextPage": more,
            "hasPreviousPage": less,
            "startCursor": shown[0][0] if shown else None,
            "endCursor": shown[-1][0] if shown else None,
        },
    }


def everything(nodes: list[Any]) -> dict[str, Any]:
    """A connection of a bulk query."""
    return {"nodes": nodes, "edges": [{"node": node} for node in nodes]}


def cursor(index: int) -> str:
    return base64.b64encode(f"at:{index}".encode()).decode()


def _position(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    try:
        return int(base64.b64decode(text).decode().removeprefix("at:"))
    except ValueError as error:
        raise GraphQLError("Invalid cursor for current pagination sort.") from error
