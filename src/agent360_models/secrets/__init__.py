"""Secrets in the database: encryption, the ``Secret`` type in Python, and key rotation."""

from agent360_models.secrets.columns import leads_to_secret, personal_fields, secret_fields
from agent360_models.secrets.masking import SECRET_KEYS, error_text, is_secret_key, masked
from agent360_models.secrets.secret import MASK, Secret, revealed

__all__ = [
    "MASK",
    "SECRET_KEYS",
    "Secret",
    "error_text",
    "is_secret_key",
    "leads_to_secret",
    "masked",
    "personal_fields",
    "revealed",
    "secret_fields",
]
