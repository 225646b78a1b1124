"""Fields for column types that Django lacks: native ENUM types, moments, secrets, documents.

``agent360_models.fields.kept`` contains further fields, for models of ``agent360_models.base``.
"""

from agent360_models.fields.any_type import AnyTypeField
from agent360_models.fields.document import DocumentField
from agent360_models.fields.encrypted_json import EncryptedJSONField
from agent360_models.fields.inet import InetField
from agent360_models.fields.masked_json import MaskedJSONField
from agent360_models.fields.moment import MomentField, utc_now
from agent360_models.fields.numeric import NumericField
from agent360_models.fields.partly_encrypted_json import PartlyEncryptedJSONField
from agent360_models.fields.pg_enum import PgEnumField
from agent360_models.fields.plain_json import PlainJSONField
from agent360_models.fields.real import RealField

__all__ = [
    "AnyTypeField",
    "DocumentField",
    "EncryptedJSONField",
    "InetField",
    "MaskedJSONField",
    "MomentField",
    "NumericField",
    "PartlyEncryptedJSONField",
    "PgEnumField",
    "PlainJSONField",
    "RealField",
    "utc_now",
]

# Migrations name this path. Django's @deconstructible(path=...) does not work on fields: their deconstruct() differs.
for _name in __all__:
    globals()[_name].__module__ = __name__
