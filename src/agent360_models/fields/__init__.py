"""Columns that Django has no field for: native ENUM types, and secrets."""

from agent360_models.fields.encrypted import EncryptedJSONField, MaskedJSONField, Secret, SecretsJSONField, revealed
from agent360_models.fields.pg_enum import CreateEnum, PgEnumField

__all__ = [
    "CreateEnum",
    "EncryptedJSONField",
    "MaskedJSONField",
    "PgEnumField",
    "Secret",
    "SecretsJSONField",
    "revealed",
]

for _class in (CreateEnum, EncryptedJSONField, MaskedJSONField, PgEnumField, SecretsJSONField):
    _class.__module__ = __name__  # the path that migrations name
