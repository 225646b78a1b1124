"""Django models over PostgreSQL databases that already exist.

- ``families``: which families and apps there are; ``installed_apps()`` for a settings module.
- ``conf``: the ``AGENT360_MODELS`` setting, read when it is asked for.
- ``base``: nine abstract base models, for the models of any project.
- ``db``: how models meet the database: router, read-only guard, reference DDL, bulk writes.
- ``sync``: how rows come in: Salesforce ids, exports, loading, run records.
- ``testing``: what a test suite needs: the tables, rows, PostgreSQL without set-up.
- ``agent360``: the 26 tables synced from Salesforce, in nine apps.
"""

__version__ = "0.1.0"
