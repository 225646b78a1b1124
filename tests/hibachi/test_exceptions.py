"""The errors that only this family raises."""

from agent360_models.exceptions import Agent360ModelsError
from agent360_models.hibachi import exceptions


def test_every_error_is_one_of_the_library() -> None:
    """Whoever catches its base catches them all."""
    errors = [getattr(exceptions, name) for name in exceptions.__all__]

    assert [error for error in errors if not issubclass(error, Agent360ModelsError)] == []


def test_a_wrong_value_is_a_value_error_too() -> None:
    """As Python's own functions raise it."""
    assert issubclass(exceptions.InvalidValueError, ValueError)
