"""The base of every view of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from workflows.errors import NotFound
from workflows.models import Team, User
from workflows.rest.bodies import check_encoding
from workflows.rest.idempotency import answer_by_identity, answer_once
from workflows.rest.operations import Operation
from workflows.rest.permissions import DeclaredPermission, Rule
from workflows.rest.strict_json import is_storable
from workflows.rest.throttling import RequestRate

IDEMPOTENCY_HEADER = (
    "Idempotency-Key",
    "Send it again with the same body within 24 hours and get the same answer.",
)


class ApiView(APIView):
    """`permissions` names the rule of each method; a method without one is not served."""

    permissions: ClassVar[Mapping[str, Rule]] = {}
    permission_classes = (DeclaredPermission,)
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    operation: Operation
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_encoding(request._request)
        if not all(is_storable(part) for part in kwargs.values() if isinstance(part, str)):
            raise NotFound
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        # DRF asks who calls before it counts; so who is refused would never be counted.
        if isinstance(exc, NotAuthenticated | AuthenticationFailed):
            rate = RequestRate()
            if not rate.allow_refused(self.request):
                exc = Throttled(wait=rate.wait())
        return super().handle_exception(exc)

    @property
    def person(self) -> User:
        """
        Raises:
            NotAuthenticated: the method is open to everybody and nobody signed in.
        """
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user

    @property
    def order(self) -> Sequence[str]:
        """Fields of a page's order, where a request may ask for another one."""
        return self.operation.order

    def fitting(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The first of the rows, as many as one page should hold: one at least."""
        return rows

    def shown(self, rows: Sequence[Any]) -> Sequence[Any]:
        """What a page shows for these rows, where it is not the rows themselves."""
        return rows

    def answer_once(self, team: Team, body: Any, make: Callable[[], Any]) -> Response:
        """What `make` returns in the operation's form; once for each Idempotency-Key."""
        return answer_once(self.request, team, body, lambda: self.shaped(make()))

    def answer_by_identity(
        self,
        team: Team,
        body: Any,
        make: Callable[[UUID], Any],
        find: Callable[[Team, UUID], Any],
    ) -> Response:
        """The same for what commits by itself under an id that it is given; `find` looks for it."""

        def found(public_id: UUID) -> Response | None:
            row = find(team, public_id)
            return None if row is None else self.shaped(row)

        return answer_by_identity(
            self.request, team, body, lambda public_id: self.shaped(make(public_id)), found
        )

    def shaped(self, found: Any) -> Response:
        shape = self.operation.answer
        assert shape is not None
        return Response(shape(found).data, status=self.operation.status)
