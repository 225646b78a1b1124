"""Django models over PostgreSQL databases that already exist.

Setting up a project, and the parts that models are built from:

- ``families``: the families and their apps; ``installed_apps()`` for a settings module.
- ``conf``, ``checks``, ``exceptions``: the setting ``AGENT360_MODELS``, the system checks, the shared errors.
- ``routing``: the database router. ``apps``, ``management``: the root app, and ``manage.py agent360``.
- ``names``, ``indexes``, ``expressions``, ``operations``, ``validators``: parts of models and migrations.
- ``typed``: manager types for editors. ``units``: numbers formatted with their units.
- ``absent``, ``extensions``: columns that a database lacks, and columns that an org has added.
- ``catalog``, ``locks``, ``transactions``, ``poolers``: access to PostgreSQL, and to poolers before it, for the tools.

Tools, for the models of any project:

- ``fields``: native enums, naive UTC timestamps, encrypted JSON. ``secrets``: keys, cipher, rotation.
- ``base``: abstract base models. ``admin``: the base classes of all admins.
- ``bulk``: bulk writes and reads. ``loading``: files into rows. ``sync``: runs, watermarks, conflicts.
- ``readonly``: the write guard. ``row_security``: settings for policies. ``tables``: reference DDL, adoption, grants.
- ``drift``: models compared with the database. ``introspect``: models generated from a database.
- ``dictionary``: the meaning of tables and columns, for people, the database and language models.
- ``map``: an admin page with an app's tables, their diagram, and drift.
- ``contract``: a description of each release's tables, compared with the next release.
- ``operating``: queues and workers, tables that grow, one overall status.
- ``testing``: a pytest plugin, a test runner, factories, an embedded PostgreSQL.

Families: ``agent360`` (synced from Salesforce), ``ingestion`` (a warehouse), ``automate`` (an automation platform),
``hibachi`` (bookings), ``migochat`` (a chat CRM).
"""

__version__ = "0.1.0"
