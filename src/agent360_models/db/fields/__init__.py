"""Columns that Django has no field for: native ENUM types, and secrets."""

from agent360_models.db.fields.encrypted import EncryptedJSONField, Secret, SecretsJSONField, revealed
from agent360_models.db.fields.enums import CreateEnum, PgEnumField

__all__ = ["CreateEnum", "EncryptedJSONField", "PgEnumField", "Secret", "SecretsJSONField", "revealed"]

for _class in (CreateEnum, EncryptedJSONField, PgEnumField, SecretsJSONField):
    _class.__module__ = __name__  # the path that migrations name
