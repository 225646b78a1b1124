"""Values of encrypted columns: decrypted when they are looked into and not before, and never shown by accident."""

import json
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError

from agent360_models.exceptions import EncryptionError, MissingExtraError
from agent360_models.secrets import cipher

__all__ = ["MASK", "Secret", "revealed"]

MASK = "********"  # stands for a secret where a row is shown

_UNREAD: Any = object()


class Secret(MutableMapping[Any, Any]):
    """A JSON document that shows nothing of itself.

    ``reveal()`` returns the document. Where it is an object, ``secret["token"]``, ``secret.get("token")`` and
    ``**secret`` do as with a dictionary, and a key may be set. Two secrets are equal if what they hold is, and a
    secret equals the plain document that it holds.

    One that was read from the database keeps its stored text until it is changed: writing it back changes nothing,
    but that it is encrypted under the first key.
    """

    def __init__(self, document: Any = _UNREAD, *, where: str, sealed: str | None = None) -> None:
        self._document = document
        self._where = where
        self._sealed = sealed
        self._written: str | None = None  # what the stored text was made from, where that is known

    def reveal(self) -> Any:
        """Return the document.

        Raises ``EncryptionError`` where no key fits, and ``MissingExtraError`` without the extra ``crypto``.
        """
        if self._document is _UNREAD:
            # No variable holds the text or the document: an error shows those of its frames.
            with suppress(ValueError, RecursionError):
                self._written = cipher.unseal(str(self._sealed), self._where)
                self._document = json.loads(self._written)
        if self._document is _UNREAD:
            self._written = None
            raise EncryptionError(f"{self._where} holds an encrypted text that is not JSON. Write the value anew.")
        return self._document

    def sealed(self) -> str:
        """Return the text to store, under the first key."""
        if self._document is _UNREAD:
            return self._renewed()
        try:
            is_new = self._as_text() != self._written or self._sealed is None
        except (TypeError, ValueError, RecursionError):
            is_new = None
        if is_new is None:  # raised here, since the error of the encoder has the document in its frames
            raise ValidationError(f"{self._where}: the value is not JSON.", code="invalid")
        if is_new:
            self._sealed = cipher.seal(self._as_text, self._where)
            self._written = self._as_text()
        return self._renewed()

    def _as_text(self) -> str:
        return json.dumps(self._document, allow_nan=False)

    def renew(self) -> bool:
        """Encrypt it under the first key, and tell whether that gives another text than the stored one.

        Raises what ``reveal()`` does.
        """
        before = self._sealed
        self._sealed = cipher.renew(before, self._where) if before is not None else self.sealed()
        return self._sealed != before

    @property
    def is_as_stored(self) -> bool:
        """Whether it is what was read or saved last: nobody gave it another document since."""
        if self._sealed is None or self._document is _UNREAD:
            return self._sealed is not None
        with suppress(TypeError, ValueError, RecursionError):
            return self._written == self._as_text()
        return False

    def _renewed(self) -> str:
        """Return the stored text under the first key, or as it is where it cannot be read: nothing is lost."""
        with suppress(EncryptionError, MissingExtraError):
            self.renew()
        return str(self._sealed)

    def __repr__(self) -> str:
        return f"<{MASK}>"

    def __getitem__(self, key: Any) -> Any:
        return self.reveal()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.reveal()[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.reveal()[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.reveal())

    def __len__(self) -> int:
        return len(self.reveal())

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        if other is None:
            return False
        return bool(self.reveal() == (other.reveal() if isinstance(other, Secret) else other))

    def __hash__(self) -> int:
        return id(self)  # an expression of Django's that holds two of them must not take one for the other

    def __reduce__(self) -> Any:
        """Keep it sealed in a pickle, such as a cache holds."""
        return _from_sealed, (self.sealed(), self._where)


def _from_sealed(sealed: str, where: str) -> Secret:
    return Secret(where=where, sealed=sealed)


def revealed(document: Any) -> Any:
    """Return a plain copy of a document, such as ``PartlyEncryptedJSONField`` holds, with the secrets in it."""
    if isinstance(document, Secret):
        return revealed(document.reveal())
    if isinstance(document, dict):
        return {key: revealed(value) for key, value in document.items()}
    return [*map(revealed, document)] if isinstance(document, list) else document
