"""Encryption of texts under the project's own keys: Fernet, from the extra ``crypto``.

A sealed text is ``encrypted:1:`` and a Fernet token; the number is the version of this form. The first key of the
setting ``ENCRYPTION_KEYS`` seals, and each of them opens.
"""

import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from agent360_models import conf
from agent360_models.exceptions import EncryptionError, MissingExtraError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

__all__ = ["NEW_KEY", "PREFIX", "is_key", "is_sealed", "renew", "seal", "unseal"]

PREFIX = "encrypted:1:"  # the beginning of a sealed text; 1 is the version of its form
# Says how a key is made.
NEW_KEY = "`python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'` makes one"
_KEY_BYTES = 32
_UNREADABLE = (
    "{} cannot be decrypted: none of the keys in AGENT360_MODELS['ENCRYPTION_KEYS'] fits, or the stored text is"
    " damaged. Put the key that wrote it back into the list, or write the value anew."
)


def is_sealed(value: object) -> bool:
    """Tell whether a value looks like a sealed text."""
    return isinstance(value, str) and value.startswith(PREFIX)


def is_key(value: object) -> bool:
    """Tell whether a value has the form of a Fernet key: 32 bytes in URL-safe base64."""
    try:
        return len(base64.b64decode(str(value), altchars=b"-_", validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def seal(make_text: Callable[[], str], where: str) -> str:
    """Encrypt a text under the first key; ``where`` is the model and column that an error names.

    The text comes from a function, which is called once there are keys: no error has it in one of its frames.
    Raises ``EncryptionError`` without keys, and ``MissingExtraError`` without the extra ``crypto``.
    """
    keys = _keys(where)
    return PREFIX + keys.encrypt(make_text().encode()).decode()


def unseal(sealed: str, where: str) -> str:
    """Decrypt a sealed text by whichever key fits.

    Raises ``EncryptionError`` where none does, and ``MissingExtraError`` without the extra ``crypto``.
    """
    keys = _keys(where)
    from cryptography.fernet import InvalidToken

    with suppress(InvalidToken, UnicodeDecodeError):
        return keys.decrypt(_token(sealed)).decode()
    raise EncryptionError(_UNREADABLE.format(where))


def renew(sealed: str, where: str) -> str:
    """Return a sealed text under the first key: the same text where it is under that key already.

    Raises ``EncryptionError`` where no key fits, and ``MissingExtraError`` without the extra ``crypto``.
    """
    keys = _keys(where)
    from cryptography.fernet import Fernet, InvalidToken

    with suppress(InvalidToken):
        Fernet(conf.encryption_keys()[0]).decrypt(_token(sealed))
        return sealed
    with suppress(InvalidToken):
        return PREFIX + keys.rotate(_token(sealed)).decode()
    raise EncryptionError(_UNREADABLE.format(where))


def _token(sealed: str) -> bytes:
    """Return the token; where the text has not our form, one that no key fits."""
    return sealed.removeprefix(PREFIX).encode() if is_sealed(sealed) else b""


def _keys(where: str) -> "MultiFernet":
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ImportError as error:
        raise MissingExtraError("cryptography", "crypto") from error

    # No variable holds the keys: an error shows those of its frames.
    if not conf.encryption_keys():
        raise EncryptionError(
            f"{where} is encrypted, and AGENT360_MODELS['ENCRYPTION_KEYS'] has no key. Put one there: {NEW_KEY}."
        )
    with suppress(ValueError):
        return MultiFernet([Fernet(key) for key in conf.encryption_keys()])
    raise EncryptionError(
        f"{where} is encrypted, and not all of AGENT360_MODELS['ENCRYPTION_KEYS'] are Fernet keys."
        " `manage.py check` says which is not."
    )
