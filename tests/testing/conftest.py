"""``downstream`` is a project of its own, run by ``test_downstream.py``."""

collect_ignore = ["downstream"]
