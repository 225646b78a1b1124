"""Values of encrypted columns: decrypted only when read, and never shown by accident."""

import json
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from agent360_models.exceptions import EncryptionError, MissingExtraError
from agent360_models.secrets import cipher

__all__ = ["MASK", "Secret", "revealed"]

MASK = "********"  # replaces a secret on display

_UNREAD: Any = object()

if TYPE_CHECKING:
    _Methods = MutableMapping[Any, Any]
else:
    # Of a mapping only the methods: error reporters, such as Sentry's, send the items of each Mapping in a frame.
    _parts = [*vars(Mapping).items(), *vars(MutableMapping).items()]
    _Methods = type(
        "_Methods", (), {"__slots__": (), **{name: part for name, part in _parts if callable(part) or "marker" in name}}
    )


class Secret(_Methods):
    """A JSON document that never shows its content by accident.

    ``reveal()`` returns the document. For an object, ``secret["token"]``, ``secret.get("token")``, ``**secret`` and
    setting a key work as with a dictionary. Two secrets are equal if their documents are, and a secret equals its plain
    document.

    A secret from the database keeps its stored text until it is changed: writing it back changes nothing, except that
    it is then encrypted with the first key.
    """

    # Without a __dict__, which encoders write for objects that they do not know.
    __slots__ = ("_document", "_sealed", "_where", "_written")

    def __init__(self, document: Any = _UNREAD, *, where: str, sealed: str | None = None) -> None:
        self._document = document
        self._where = where
        self._sealed = sealed
        self._written: str | None = None  # the plain text of the stored text, if known

    def reveal(self) -> Any:
        """Return the document.

        Raises ``EncryptionError`` if no key fits, and ``MissingExtraError`` without the extra ``crypto``.
        """
        if self._document is _UNREAD:
            # The text and the document are in no variable, since error reports show the variables of each frame.
            with suppress(ValueError, RecursionError):
                self._written = cipher.unseal(str(self._sealed), self._where)
                self._document = json.loads(self._written)
        if self._document is _UNREAD:
            self._written = None
            raise EncryptionError(f"{self._where} contains an encrypted text that is not JSON. Write the value again.")
        return self._document

    def sealed(self) -> str:
        """Return the text to store, encrypted with the first key."""
        if self._document is _UNREAD:
            return self._renewed()
        try:
            is_new = self._as_text() != self._written or self._sealed is None
        except (TypeError, ValueError, RecursionError):
            is_new = None
        if is_new is None:  # raised here, since the encoder's error has the document in its frames
            raise ValidationError(f"{self._where}: the value is not JSON.", code="invalid")
        if is_new:
            self._sealed = cipher.seal(self._as_text, self._where)
            self._written = self._as_text()
        return self._renewed()

    def _as_text(self) -> str:
        return json.dumps(self._document, allow_nan=False)

    def renew(self) -> bool:
        """Encrypt the secret with the first key, and tell whether the stored text changes.

        Raises the same errors as ``reveal()``.
        """
        before = self._sealed
        self._sealed = cipher.renew(before, self._where) if before is not None else self.sealed()
        return self._sealed != before

    @property
    def is_as_stored(self) -> bool:
        """Whether the document is unchanged since it was last read or saved."""
        if self._sealed is None or self._document is _UNREAD:
            return self._sealed is not None
        with suppress(TypeError, ValueError, RecursionError):
            return self._written == self._as_text()
        return False

    def is_empty(self) -> bool:
        """Tell whether the document is empty; one that cannot be read is not."""
        with suppress(EncryptionError, MissingExtraError):
            return not self.reveal()
        return False

    def is_same_as(self, other: "Secret") -> bool:
        """Tell whether another secret has the same stored text, or the same document; if unreadable, it differs."""
        with suppress(EncryptionError, MissingExtraError):
            return self._sealed == other._sealed or bool(self == other)  # noqa: SLF001  # our own class
        return False

    def _renewed(self) -> str:
        """Return the stored text encrypted with the first key, or unchanged if it cannot be decrypted."""
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
        return id(self)  # a Django expression with two secrets must not confuse them

    def __reduce__(self) -> Any:
        """Keep the secret sealed in a pickle, for example in a cache."""
        return _from_sealed, (self.sealed(), self._where)


def _from_sealed(sealed: str, where: str) -> Secret:
    return Secret(where=where, sealed=sealed)


def revealed(document: Any) -> Any:
    """Return a plain copy of a document with its secrets revealed, as of a ``PartlyEncryptedJSONField``."""
    if isinstance(document, Secret):
        return revealed(document.reveal())
    if isinstance(document, dict):
        return {key: revealed(value) for key, value in document.items()}
    return [*map(revealed, document)] if isinstance(document, list) else document
