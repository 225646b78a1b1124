"""What a project's databases lack is its own affair: the contract is that of the code."""

from tests.test_every_contract import test_the_stored_contract_is_the_code  # noqa: F401  # here every app is installed
