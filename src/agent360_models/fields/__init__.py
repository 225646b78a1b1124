"""Fields for columns that Django has no field for: native ENUM types, moments, secrets, documents.

Beside them is ``agent360_models.fields.kept``, for models of ``agent360_models.base``.
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

# The path that migrations name. Django's @deconstructible(path=...) cannot say it: a field's deconstruct() is another.
for _name in __all__:
    globals()[_name].__module__ = __name__
