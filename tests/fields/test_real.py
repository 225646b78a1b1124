"""``RealField``: numbers of single precision."""

from django.db import connection

from agent360_models.fields import RealField


def test_it_is_over_a_column_of_type_real() -> None:
    """Drift has nothing to say about it, as it would of a ``FloatField``."""
    assert RealField().db_type(connection) == "real"
    assert RealField().to_python("0.1") == 0.1
