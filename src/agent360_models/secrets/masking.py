"""Secret keys of JSON documents, and documents with asterisks in place of secrets."""

import re
from functools import lru_cache
from typing import Any

from agent360_models.secrets.secret import MASK, Secret
from agent360_models.validators import MAX_ERROR, storable_text

__all__ = ["SECRET_KEYS", "error_text", "is_secret_key", "masked", "shown", "words_of"]

# Secret keys; a key that ends with one of them, such as x_api_key, is secret too.
SECRET_KEYS = (
    "access_code",
    "access_key",
    "access_signature",
    "account_key",
    "aes_key",
    "amqp_url",
    "api_key",
    "api_pass",
    "app_key",
    "application_key",
    "auth_code",
    "auth_key",
    "authorization",
    "backup_code",
    "basic_auth",
    "bearer",
    "bearer_auth",
    "bind_pw",
    "broker_url",
    "cert_key",
    "certificate_key",
    "cipher_key",
    "client_key",
    "conn_str",
    "connection_string",
    "consumer_key",
    "cookie",
    "cred",
    "credential",
    "creds",
    "cvc",
    "cvv",
    "database_uri",
    "database_url",
    "db_pass",
    "db_pwd",
    "db_uri",
    "db_url",
    "decryption_key",
    "deploy_key",
    "dsn",
    "encrypt_key",
    "encryption_key",
    "function_key",
    "gpg_key",
    "hmac",
    "hmac_key",
    "http_auth",
    "jwt",
    "keypass",
    "license_key",
    "magic_link",
    "master_key",
    "mfa_code",
    "mnemonic",
    "mongo_uri",
    "mongodb_uri",
    "mysql_url",
    "one_time_code",
    "otp",
    "otp_code",
    "pass",
    "passcode",
    "passkey",
    "passphrase",
    "passwd",
    "password",
    "pgp_key",
    "postgres_url",
    "private_key",
    "private_pem",
    "psk",
    "pw",
    "pwd",
    "rabbitmq_url",
    "recovery_code",
    "recovery_phrase",
    "redis_url",
    "reset_link",
    "rsa_key",
    "sas_key",
    "secret",
    "secret_answer",
    "secret_key",
    "security_answer",
    "seed_phrase",
    "sessid",
    "session_id",
    "session_key",
    "shared_key",
    "sign_key",
    "signing_key",
    "ssh_key",
    "ssl_key",
    "storage_key",
    "storepass",
    "subscription_key",
    "tls_key",
    "token",
    "totp",
    "user_pass",
    "verification_code",
)
# Words that may follow, as in password_hash, private_key_pem and api_key_old; numbers may too, as in password2.
_TAILS = frozenset(
    re.findall(
        r"\w+",
        "b64 base base64 confirm confirmation current der digest encrypted hash hashed hex json live new old pem plain"
        " prev previous primary raw secondary test text value values",
    )
)
_NUMBER = re.compile(r"v?[0-9]+")
# After one of these words "tokens" is a count and not a secret, as in max_tokens.
_COUNTED = frozenset(
    re.findall(
        r"\w+",
        "audio avg budget cached completion context count generated image input max min n new num number output"
        " prediction prompt reasoning remaining response text thinking total used",
    )
)
_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST = 200  # the last letters of a key, which are checked
_GLUED = 5  # letters of a name that is also found inside a word: dbpassword; but not pin in shipping
# Secrets within a text: postgresql://user:password@host, https://token@host, https://host/?api_key=...,
# libpq's "host=... password=...", headers, and JSON or a Python dictionary, also within quotes.
_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):[^\s/]+(?=@)")
_ALONE_IN_URL = re.compile(r"(?<=https://)[^\s/@:]{16,}(?=@)|(?<=http://)[^\s/@:]{16,}(?=@)")  # shorter ones are names
_ASSIGNED = re.compile(r"(?<![^\s?&#;,])([^\s?&#;,=]{1,100})=[^\s&#;]+")
_IN_HEADER = re.compile(
    r"(?<![\w-])((?:(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,50}(?:key|secret|token)):\s*)[^\r\n]+",
    re.IGNORECASE,
)
_QUOTED_KEY = re.compile(r"""(\\{0,8}["'])([^"'\\\s]{1,100})\1\s*:\s*""")
_VALUE = re.compile(r"""b?\\{0,8}(?:"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?)|(?!null\b|None\b)[\w.+-]+""", re.DOTALL)


def words_of(key: object) -> list[str]:
    """Return the words of a key in lower case; the same for ``XApiKey``, ``x-api-key`` and ``x_api_key``."""
    return [word.lower() for word in _BETWEEN_WORDS.split(str(key)[-_LONGEST:]) if word]


def is_secret_key(key: object, names: tuple[str, ...] = SECRET_KEYS) -> bool:
    """Tell whether the value of a key is a secret, as for ``apiKeys``, ``X-Api-Key`` and ``api_key_2``.

    A plural, a trailing number or a trailing word such as ``hash`` makes no difference. Token counts such as
    ``max_tokens`` are not secrets.
    """
    return _is_secret(str(key)[-_LONGEST:], tuple(names))


@lru_cache(maxsize=4096)
def _is_secret(key: str, names: tuple[str, ...]) -> bool:
    words = words_of(key)
    while words:
        if _ends_with(words, *_endings(names)):
            return True
        if len(words) > 1 and (words[-1] in _TAILS or _NUMBER.fullmatch(words[-1])):
            words.pop()
        elif (shorter := words[-1].rstrip("0123456789")) not in ("", words[-1]):
            words[-1] = shorter
        else:
            return False
    return False


@lru_cache
def _endings(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how a key may end: behind a word, and within one."""
    plain = [name.lower() for name in names]
    glued = [name.replace("_", "") for name in plain]
    return tuple(f"_{name}" for name in plain), tuple(name for name in glued if len(name) >= _GLUED)


def _ends_with(words: list[str], behind: tuple[str, ...], within: tuple[str, ...]) -> bool:
    spelled, glued = f"_{'_'.join(words)}", "".join(words)
    is_secret = spelled.endswith(behind) or glued.endswith(within)
    if not is_secret and glued.endswith("s"):
        is_secret = spelled[:-1].endswith(behind) or glued[:-1].endswith(within)
    return is_secret and not _are_counted(words)


def _are_counted(words: list[str]) -> bool:
    before, found, _ = words[-1].rpartition("tokens")
    return bool(found) and (before or (words[-2] if len(words) > 1 else "")) in _COUNTED


def masked(document: Any) -> Any:
    """Return a copy of a document with asterisks in place of each ``Secret`` and each value of a secret key.

    Within texts, asterisks replace the password or token of a URL, the value after a secret key and "=" or after a
    quoted one and ":", and headers such as ``Authorization``, ``Cookie`` and ``X-Api-Key``.
    """
    return _masked(document, _masked_text)


def shown(document: Any) -> Any:
    """Return a copy of a document for a form: only secrets become asterisks, since the form sends all texts back."""
    return _masked(document, str)


def _masked(document: Any, change_text: Any) -> Any:
    if isinstance(document, Secret):
        return MASK
    if isinstance(document, dict):
        return {
            (change_text(key) if isinstance(key, str) else key): (
                MASK if is_secret_key(key) and value is not None else _masked(value, change_text)
            )
            for key, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [_masked(item, change_text) for item in document]
    return change_text(document) if isinstance(document, str) else document


def _masked_text(text: str) -> str:
    if "://" in text:
        text = _ALONE_IN_URL.sub(MASK, _IN_URL.sub(rf"\1:{MASK}", text))
    if "=" in text:
        text = _ASSIGNED.sub(lambda found: f"{found[1]}={MASK}" if is_secret_key(found[1]) else found[0], text)
    return _without_pairs(_IN_HEADER.sub(rf"\1{MASK}", text))


def _without_pairs(text: str) -> str:
    parts, end = [], 0
    for key in _QUOTED_KEY.finditer(text):
        if key.start() >= end and is_secret_key(key[2]) and (value := _VALUE.match(text, key.end())):
            parts += [text[end : key.end()], f'"{MASK}"']
            end = value.end()
    return "".join([*parts, text[end:]])


def error_text(error: BaseException) -> str:
    """Return the type of an error and the beginning of its message, in a form that a column can hold.

    Asterisks replace what ``masked`` replaces within texts.
    """
    kind = type(error).__name__
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - str() of a foreign error may itself raise
        said = ""
    text = _masked_text(f"{kind}: {said[: 2 * MAX_ERROR]}") if said else kind
    return storable_text(text[:MAX_ERROR])[:MAX_ERROR]
