"""Tools for test suites and local exploration; never needed in production."""
