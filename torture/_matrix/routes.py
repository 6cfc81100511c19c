"""The routes of the product, found where the product keeps them: a new one is walked by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation

from bianmin.api.app import api
from bianmin.wire import access
from bianmin.wire.access import Access

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
API = "/api/v1"
API_OWN = frozenset({"/api/v1/", "/api/v1/openapi.json"})  # the contract itself, and its root


@dataclass(frozen=True)
class Route:
    """One address and method of the product, with its declaration."""

    name: str  # "desk:case", "api:/cases"
    method: str
    template: str  # "/desk/cases/{number}/"
    access: Access
    body: Mapping[str, Any] | None = field(default=None, hash=False, compare=False)
    query: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{(\w+)\}", self.template))

    @property
    def is_api(self) -> bool:
        return self.template.startswith("/api/")

    @property
    def is_read(self) -> bool:
        return self.method == "GET"

    def admits(self, kinds: frozenset[str]) -> bool:
        """Say whether an account of these kinds of role is let in by the declaration."""
        if self.access.kind == "staff":
            return bool(kinds & {role.value for role in self.access.roles})
        return True

    def path(self, values: Mapping[str, str]) -> str:
        return self.template.format_map(values)


class Undeclared(AssertionError):
    """A route says nobody and everybody: it must declare who may come."""


def all_routes() -> list[Route]:
    """Return every route, each page with GET and POST, each operation with its method."""
    return [*_pages(), *operations()]


def views() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Return template, full name and view of everything in the URLconf but the API's operations."""
    operation_paths = set(api.get_openapi_schema()["paths"])
    for template, name, view in _walk(get_resolver().url_patterns):
        if template not in operation_paths:
            yield template, name, view


def _walk(
    patterns: list[Any], prefix: str = "/", space: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        here = prefix + PARAMETER.sub(r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace)))
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield (
                here,
                ":".join(filter(None, (space, pattern.name or ""))) or here,
                pattern.callback,
            )


def _pages() -> Iterator[Route]:
    for template, name, view in views():
        if template in API_OWN:
            declared = access.Access("public", why="the contract of the API")
        else:
            found = access.of(view)
            if found is None:
                raise Undeclared(
                    f"{template} declares nobody: put one of bianmin.wire.access on its view"
                )
            declared = found
        for method in ("GET", "POST"):
            yield Route(name, method, template, declared)


def operations() -> Iterator[Route]:
    """Return the operations of the API with what they take."""
    document = api.get_openapi_schema()
    for prefix, path, operation in _ninja():
        template = f"{API}{prefix}{path}"
        for method in operation.methods:
            described = document["paths"][template][method.lower()]
            parameters = described.get("parameters", [])
            yield Route(
                f"api:{template[len(API) :]}",
                method,
                template,
                _declared(template, operation),
                body=_body(described, document),
                query=tuple(p["name"] for p in parameters if p["in"] == "query"),
            )


def _ninja() -> Iterator[tuple[str, str, Operation]]:
    for router in api._get_bound_routers():  # with what a router hands down to its operations
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield router.prefix, path, operation


def _declared(template: str, operation: Operation) -> Access:
    """An operation declares itself by `auth`: a bearer of some roles, or open with a reason."""
    found = [getattr(callback, "access", None) for callback in operation.auth_callbacks]
    if len(found) != 1 or found[0] is None:
        raise Undeclared(
            f"{'/'.join(operation.methods)} {template} declares nobody: give it (or its router) "
            "auth=bearer, auth=staff_bearer, auth=open_to_all(why) or auth=open_to_holder(why)"
        )
    declared: Access = found[0]
    return declared


def _body(described: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any] | None:
    content = described.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return None if schema is None else resolved(schema, document)


def resolved(schema: Any, document: Mapping[str, Any]) -> Any:
    """Return a schema with its references put in place."""
    if isinstance(schema, list):
        return [resolved(part, document) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target: Any = document
        for step in schema["$ref"].lstrip("#/").split("/"):
            target = target[step]
        return resolved(target, document)
    return {key: resolved(value, document) for key, value in schema.items()}
