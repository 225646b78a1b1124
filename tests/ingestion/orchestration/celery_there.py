"""Marks of tests for which the extra ``celery`` is needed, or must be missing."""

from importlib.util import find_spec

import pytest

IS_THERE = find_spec("django_celery_beat") is not None

needs_celery = pytest.mark.skipif(not IS_THERE, reason="the extra celery is not installed")
needs_no_celery = pytest.mark.skipif(IS_THERE, reason="the extra celery is installed")
