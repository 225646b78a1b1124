"""Encryption of texts with the project's keys: Fernet, from the extra ``crypto``.

A sealed text is ``encrypted:1:`` followed by a Fernet token; the number is the format version. The first key of the
setting ``ENCRYPTION_KEYS`` encrypts, and every key decrypts.
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

PREFIX = "encrypted:1:"  # the beginning of a sealed text; 1 is the format version
# The hint that tells how to make a key.
NEW_KEY = "`python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'` makes one"
_KEY_BYTES = 32
_UNREADABLE = (
    "{} cannot be decrypted: none of the keys in AGENT360_MODELS['ENCRYPTION_KEYS'] fits, or the stored text is"
    " damaged. Put the key that wrote it back into the list, or write the value again."
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
    """Encrypt a text with the first key; ``where`` is the model and column for error messages.

    ``make_text`` is called only after the keys are known to be valid, so no error has the text in its frames.
    Raises ``EncryptionError`` without keys, and ``MissingExtraError`` without the extra ``crypto``.
    """
    keys = _keys(where)
    return PREFIX + keys.encrypt(make_text().encode()).decode()


def unseal(sealed: str, where: str) -> str:
    """Decrypt a sealed text with the key that fits.

    Raises ``EncryptionError`` if no key fits, and ``MissingExtraError`` without the extra ``crypto``.
    """
    keys = _keys(where)
    from cryptography.fernet import InvalidToken

    with suppress(InvalidToken, UnicodeDecodeError):
        return keys.decrypt(_token(sealed)).decode()
    raise EncryptionError(_UNREADABLE.format(where))


def renew(sealed: str, where: str) -> str:
    """Return a sealed text encrypted with the first key; unchanged if it already is.

    Raises ``EncryptionError`` if no key fits, and ``MissingExtraError`` without the extra ``crypto``.
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
    """Return the Fernet token; empty, so that no key fits, if the text is not sealed."""
    return sealed.removeprefix(PREFIX).encode() if is_sealed(sealed) else b""


def _keys(where: str) -> "MultiFernet":
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ImportError as error:
        raise MissingExtraError("cryptography", "crypto") from error

    # The keys are in no variable, since error reports show the variables of each frame.
    if not conf.encryption_keys():
        raise EncryptionError(
            f"{where} is encrypted, but AGENT360_MODELS['ENCRYPTION_KEYS'] is empty. Add a key: {NEW_KEY}."
        )
    with suppress(ValueError):
        return MultiFernet([Fernet(key) for key in conf.encryption_keys()])
    raise EncryptionError(
        f"{where} is encrypted, but not all of AGENT360_MODELS['ENCRYPTION_KEYS'] are Fernet keys."
        " `manage.py check` names the bad ones."
    )
