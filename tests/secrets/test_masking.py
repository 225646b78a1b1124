"""Keys that hold secrets, whoever spells them."""

import pytest

from agent360_models.secrets import Secret, error_text, is_secret_key, masked
from agent360_models.validators import is_storable

SECRET = [
    *("secret_key", "secretKey", "stripe_secret_key", "XApiKey", "apiKeys", "api_keys", "tokens", "secrets"),
    *("passwords", "passwd", "pwd", "Cookie", "Set-Cookie", "session_id", "credential", "private_key_pem"),
    *("encryption_key", "signing_key", "dsn", "database_url", "password_hash", "api_key_1", "token2", "PASSWORD"),
    *("DBPassword", "dbpassword", "API_KEYS", "APIKey", "APIKEY", "x_api_key", "credentials", "clientSecret", "jwt"),
    *("user[password]", "api_key_v2", "db.password", "refreshTokens", "password_2", "OAuthToken", "accesstoken"),
    *("AWS_SECRET_ACCESS_KEY", "smtp_pass", "backup_codes", "basicAuth", "redis_url", "credentials_json", "tls_key"),
    *("appKey", "consumer_key", "dbpass", "db_url", "MYSQL_URL", "authCode", "verification_code", "creds", "wifi_psk"),
    *("aesKey", "mfa_code", "otpCode", "secret_answer", "SharedAccessSignature", "storepass"),
]
HARMLESS = [
    *("max_tokens", "maxTokens", "maxtokens", "prompt_tokens", "completionTokens", "cache_read_input_tokens", "model"),
    *(
        "timeout",
        "key",
        "name",
        "primary_key",
        "secretary",
        "tokenizer",
        "compass",
        "shipping",
        "author",
        "api_key_env",
    ),
    *("api_key_env", "api_key_ref", "token_url", "token_type", "base_url", "1", "bypass", "process_id", "kansas_url"),
]


@pytest.mark.parametrize("key", SECRET)
def test_a_secret_key_is_known_in_every_spelling(key: str) -> None:
    assert is_secret_key(key)


@pytest.mark.parametrize("key", HARMLESS)
def test_a_key_that_only_looks_alike_is_none(key: str) -> None:
    assert not is_secret_key(key)


def test_names_of_ones_own_end_at_a_word() -> None:
    assert [is_secret_key(key, ("pin",)) for key in ("pin", "cardPin", "pins", "pin_2", "shipping", "token")] == [
        *[True] * 4,
        *[False] * 2,
    ]


def test_a_masked_document_shows_no_secret_nor_a_password_within_a_text() -> None:
    document = {
        "tokens": ["a"],
        "max_tokens": 5,
        "entries": [{"Set-Cookie": "a=b"}, ("x", Secret("s", where="here"))],
        "url": "postgresql://ada:open@host/db?sslmode=require",
        "redis://:open@host": "up",
        "called": "https://host/?api_key=open&page=2",
        "texts": [
            "https://host/#access_token=open",
            "postgres://ada:op@en@host/db",
            "https://ghp_0123456789abcdef@host/x and https://ada@host/x",
            "host=db password=open; PWD=open",
            "GET / Authorization: Bearer open",
            "x-api-key: open\nSet-Cookie: a=open",
            """{'Authorization': 'Bearer open', "body": "{\\"password\\": \\"open\\"}"}""",
            '{"pins": 5, "api_key" : "op\\"en", "token": null, "otp": 123}',
            "max_tokens=5 and pages=2",
        ],
    }

    assert masked(document) == {
        "tokens": "********",
        "max_tokens": 5,
        "entries": [{"Set-Cookie": "********"}, ["x", "********"]],
        "url": "postgresql://ada:********@host/db?sslmode=require",
        "redis://:********@host": "up",
        "called": "https://host/?api_key=********&page=2",
        "texts": [
            "https://host/#access_token=********",
            "postgres://ada:********@host/db",
            "https://********@host/x and https://ada@host/x",
            "host=db password=********; PWD=********",
            "GET / Authorization: ********",
            "x-api-key: ********\nSet-Cookie: ********",
            """{'Authorization': "********", "body": "{\\"password\\": "********"}""",
            '{"pins": 5, "api_key" : "********", "token": null, "otp": "********"}',
            "max_tokens=5 and pages=2",
        ],
    }


def test_the_text_of_an_error_can_be_stored_and_has_no_password() -> None:
    said = error_text(ValueError("\0\ud83d postgresql://ada:sesame@host/shop does not answer, api_key=sesame"))

    assert said.startswith("ValueError: ")
    assert is_storable(said)
    assert "sesame" not in said
