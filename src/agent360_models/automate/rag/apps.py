from agent360_models import apps


class RagConfig(apps.FamilyAppConfig):
    name = "agent360_models.automate.rag"
    verbose_name = "Automate - Retrieval"

    def ready(self) -> None:
        """Also register the kinds of sources, and the checks of what they may read."""
        super().ready()
        from agent360_models.automate import checks  # noqa: F401  # importing registers them
        from agent360_models.automate.rag import _hooks

        _hooks.register_kinds()
