"""Errors of the edge, in the one JSON shape that every error of ours has."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

JSON_TYPE: Final = "application/json"
INTERNAL_CODE: Final = "INTERNAL"
INTERNAL_MESSAGE: Final = (
    "Something went wrong on our side. Try again; if it stays, tell us the request id and we will find it."
)

_SENTENCES: Final = {
    404: "There is nothing at this address. Check the path.",
    405: "This address does not take that method. See the Allow header for those it takes.",
    500: INTERNAL_MESSAGE,
}


class Problem(Exception):  # noqa: N818 - an answer, not a fault of ours
    """An answer without data: HTTP status, code for programs, sentence for people, and headers if any."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        """`message` names the input and the way out; it never repeats what a stranger sent."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


class Unauthenticated(Problem):
    """Nobody we know is asking."""

    def __init__(self, message: str = "Send a valid token: `Authorization: Bearer …`.") -> None:
        """The challenge goes into the header."""
        super().__init__(401, "UNAUTHENTICATED", message, {"www-authenticate": 'Bearer realm="career-copilot"'})


class AccountErased(Problem):
    """A genuine token of somebody who had everything about them erased."""

    def __init__(self) -> None:
        """The same whoever asks."""
        message = "This account was erased, as its owner asked: nothing is kept or taken for it. Sign in as another."
        super().__init__(401, "ACCOUNT_ERASED", message, {"www-authenticate": 'Bearer realm="career-copilot"'})


def request_id(scope: Mapping[str, Any]) -> str:
    """The id of the request, given by the guard around the application."""
    return str(scope.get("state", {}).get("request_id", ""))


def error_body(errors: Iterable[Mapping[str, Any]], *, request: str) -> bytes:
    """An answer of errors alone; each carries the request id."""
    told = [{**error, "extensions": {**error.get("extensions", {}), "requestId": request}} for error in errors]
    return orjson.dumps({"errors": told})


def problem_response(problem: Problem, scope: Mapping[str, Any], media_type: str = JSON_TYPE) -> Response:
    """The problem as an HTTP answer."""
    error = {"message": problem.message, "extensions": {"code": problem.code}}
    return Response(
        error_body([error], request=request_id(scope)),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type=media_type,
    )


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this class alone
    return problem_response(error, request.scope)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    status = HTTPStatus(error.status_code)
    message = _SENTENCES.get(status.value, status.description or status.phrase)
    return problem_response(Problem(status.value, status.name, message, error.headers), request.scope)


async def _fault(request: Request, _: Exception) -> Response:
    return problem_response(Problem(500, INTERNAL_CODE, INTERNAL_MESSAGE), request.scope)


def error_handlers() -> dict[Any, ExceptionHandler]:
    """For `Starlette(exception_handlers=…)`: 404, 405, problems and faults in the same shape."""
    return {Problem: _problem, HTTPException: _http, Exception: _fault}
