"""The API object: bearer tokens, problem documents, and nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from bianmin.accounts.actor import Actor
from bianmin.accounts.queries import actor_of_token
from bianmin.api.words import words_for
from bianmin.rules.errors import DomainError
from bianmin.rules.roles import STAFF
from bianmin.wire.access import Access
from bianmin.wire.refusals import answer_refusal, problem
from bianmin.wire.requests import Request


class Bearer(HttpBearer):
    """A bearer token of any account; the request then acts as that account alone."""

    openapi_name = "bearer"
    access = Access("signed_in")

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token.isascii() or len(token) > 200:
            return None
        actor = actor_of_token(token, at=cast(Request, request).at)
        if actor is not None:
            cast(Request, request).actor = actor
        return actor


class StaffBearer(Bearer):
    """A bearer token of an account that holds a staff role now."""

    access = Access("staff", roles=STAFF)

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = super().authenticate(request, token)
        return actor if actor is not None and actor.has(*STAFF) else None


Opens = Callable[[HttpRequest], bool]


def open_to_all(why: str) -> Opens:
    """Declare an operation open to everybody, because it shows only what everybody may see."""
    return _open(Access("public", why=why))


def open_to_holder(why: str) -> Opens:
    """Declare an operation open to whoever holds the secret in its address."""
    return _open(Access("capability", why=why))


def _open(declared: Access) -> Opens:
    def declares(_request: HttpRequest) -> bool:
        return True

    declares.access = declared  # type: ignore[attr-defined]
    return declares


def undeclared(_request: HttpRequest) -> bool:
    """Refuse an operation that declares nobody; a test names it."""
    return False


PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Api(NinjaAPI):
    """接口: the library's, with its contract made once in each process, not for each reader."""

    _contract: Any = None

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Begin an operation: who asks is known, nothing has been read or done yet."""
        known = set(self._query_of(request))
        unknown = [key for key in request.GET if key not in known]
        if unknown:
            raise ValidationError(
                [{"type": "unknown_parameter", "loc": ("query", key)} for key in unknown]
            )
        return super().create_temporal_response(request)

    def _query_of(self, request: HttpRequest) -> Iterator[str]:
        """Yield the keys that the contract names for the query of the operation asked for."""
        assert request.resolver_match is not None and request.method is not None
        template = "/" + PARAMETER.sub(r"{\1}", request.resolver_match.route)
        operation = self.get_openapi_schema()["paths"][template][request.method.lower()]
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                yield parameter["name"]

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Any:
        if self._contract is None:
            self._contract = super().get_openapi_schema()
            _name_problems(self._contract)
        return self._contract


def _name_problems(contract: Any) -> None:
    """Say in the contract that refusals are problem documents, which is what they are sent as."""
    for operations in contract["paths"].values():
        for operation in operations.values():
            for status, told in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in (
                    content := told.get("content", {})
                ):
                    content["application/problem+json"] = content.pop("application/json")


api = Api(
    title="便民 Bianmin",
    auth=undeclared,
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    description="办事指南、站点、办件的接口。每个写操作带 Idempotency-Key；错误是 problem+json。",
)
bearer = Bearer()
staff_bearer = StaffBearer()


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    if getattr(error, "keeps_writes", False):
        request.keep_writes = True  # type: ignore[attr-defined]
    return answer_refusal(request, error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {".".join(str(part) for part in e["loc"][1:]): words_for(e) for e in error.errors}
    return problem(422, "请求里有几处不对，见 fields", fields=fields)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(401, "令牌无效或已过期")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "没有找到，或者您不能查看它")


@api.exception_handler(HttpError)
def bad(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "请求体不是正确的 JSON")
