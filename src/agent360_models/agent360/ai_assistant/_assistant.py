"""The assistant's tables, as ``manage.py agent360 describe`` reads and writes them."""

from django.db import transaction

from agent360_models import readonly
from agent360_models.agent360.ai_assistant.models import AiBusinessRule, AiQueryExample, AiSchemaConfig
from agent360_models.dictionary.assistant import Example, Knowledge


class Assistant:
    """The assistant's business knowledge, and its texts about the tables."""

    needs = (AiBusinessRule, AiQueryExample, AiSchemaConfig)

    def knowledge(self, *, using: str) -> Knowledge:
        """Return the rules and examples that are switched on."""
        rules = AiBusinessRule.objects.using(using).active()
        examples = AiQueryExample.objects.using(using).active()
        return Knowledge(
            rules=[rule.abr_rule_text for rule in rules],
            examples=[Example(row.aqe_question, row.aqe_sql, row.aqe_explanation or "") for row in examples],
        )

    def store(self, key: str, text: str, *, using: str) -> bool:
        """Store a text under a key, and tell whether it is new; a changed text gets the next version.

        Raises ``ReadOnlyTableError`` if the setting forbids writing, and ``ValidationError`` for an invalid key.
        """
        readonly.check_writable(AiSchemaConfig._meta.app_label)
        new = AiSchemaConfig(asc_config_key=key, asc_config_value=text)
        new.clean_fields()
        with transaction.atomic(using=using):
            stored = AiSchemaConfig.objects.using(using).select_for_update().filter(asc_config_key=key).first()
            if stored is None:
                new.save(using=using)
                return True
            if stored.asc_config_value == text:
                return False
            stored.asc_config_value = text
            stored.asc_version += 1
            stored.save(using=using)
            return True
