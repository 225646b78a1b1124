"""What a request wrote is seen by the next one of the same browser, also where another process serves that."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from agent360_models.routing import _replicas

__all__ = ["FreshReadsMiddleware"]

_COOKIE = "agent360_written"
_SECONDS = 60  # in which a replica has what was written, or is left alone for its lag


class FreshReadsMiddleware(MiddlewareMixin):
    """Carries in a signed cookie, for a minute, up to where a request wrote.

    It may stand anywhere in ``MIDDLEWARE``, before whatever reads our tables.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Recall what the last request wrote."""
        if text := request.COOKIES.get(_COOKIE):
            try:
                found: dict[str, Any] = signing.loads(text, salt=_COOKIE, max_age=_SECONDS)
            except signing.BadSignature:
                return
            _replicas.recall({alias: _replicas.Write(at, position) for alias, (at, position) in found.items()})

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Hand on what this request wrote."""
        written = {alias: (write.at, write.position) for alias, write in _replicas.writes().items()}
        text = signing.dumps(written, salt=_COOKIE)
        known = request.COOKIES.get(_COOKIE, "").rpartition(":")[0].rpartition(":")[0]
        if written and text.rpartition(":")[0].rpartition(":")[0] != known:  # without time and signature
            response.set_cookie(
                _COOKIE, text, max_age=_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response
