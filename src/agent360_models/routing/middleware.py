"""Read-your-writes across requests: the next request of a browser sees the writes of the last one, in any process."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from agent360_models.routing import _replicas

__all__ = ["FreshReadsMiddleware"]

_COOKIE = "agent360_written"
_SECONDS = 60  # within this time a replica has the writes, or is not used because of its lag


class FreshReadsMiddleware(MiddlewareMixin):
    """Stores the WAL position of a request's writes in a signed cookie for a minute.

    Put it anywhere in ``MIDDLEWARE`` before everything that reads tables of family apps.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Restore the writes of the last request."""
        if text := request.COOKIES.get(_COOKIE):
            try:
                found: dict[str, Any] = signing.loads(text, salt=_COOKIE, max_age=_SECONDS)
            except signing.BadSignature:
                return
            _replicas.recall({alias: _replicas.Write(at, position) for alias, (at, position) in found.items()})

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pass on the writes of this request."""
        written = {alias: (write.at, write.position) for alias, write in _replicas.writes().items()}
        text = signing.dumps(written, salt=_COOKIE)
        known = request.COOKIES.get(_COOKIE, "").rpartition(":")[0].rpartition(":")[0]
        if written and text.rpartition(":")[0].rpartition(":")[0] != known:  # compared without time and signature
            response.set_cookie(
                _COOKIE, text, max_age=_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response
