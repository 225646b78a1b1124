"""Prompts and their versions."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Max

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.providers import _hooks
from agent360_models.base import SluggedModel
from agent360_models.base._combination import CooperativeModel, SaveOptions, named_fields
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import MissingExtraError
from agent360_models.indexes import Index
from agent360_models.units import moment

__all__ = ["Prompt", "PromptVersion"]


class Prompt(KeyedModel, SluggedModel):
    """A prompt for a language model; its versions hold the wordings."""

    name = models.CharField(
        verbose_name="Name", max_length=200, help_text="For people, so no place for a secret; the slug is made of it."
    )
    description = models.TextField(verbose_name="Description", blank=True)
    category = models.CharField(
        verbose_name="Category", max_length=100, blank=True, help_text="A tag, any text, by which the admin filters."
    )

    objects = BulkQuerySet["Prompt"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_prompt"
        indexes = [Index(fields=["category"], name="idx_automate_prompt_category")]

    def __str__(self) -> str:
        return self.name

    def latest(self) -> "PromptVersion":
        """Return the version with the highest number; raises ``DoesNotExist`` if there is none."""
        version = self.versions.order_by("-version").first()
        if version is None:
            raise PromptVersion.DoesNotExist(f"Prompt {self.slug} has no version. Call new_version() on it.")
        return version

    def new_version(
        self,
        *,
        system_template: str = "",
        user_template: str = "",
        variables: Iterable[str] = (),
        engine: str = "names",
        using: str | None = None,
    ) -> "PromptVersion":
        """Store a new wording under the next number, and return it.

        Raises ``ValidationError`` for an invalid template.
        """
        version = PromptVersion(
            prompt=self,
            system_template=system_template,
            user_template=user_template,
            variables=list(variables),
            engine=engine,
        )
        version.clean_fields(exclude=["prompt", "version"])
        version.clean()
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            Prompt.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)  # serialises concurrent calls
            versions = PromptVersion.objects.using(alias).filter(prompt_id=self.pk)
            version.version = (versions.aggregate(highest=Max("version"))["highest"] or 0) + 1
            version.save(using=alias)
        return version

    new_version.alters_data = True  # type: ignore[attr-defined]


class PromptVersion(CooperativeModel):
    """One wording of a prompt, immutable once saved: a new wording is a new version.

    Template authors are untrusted: a template reaches only the plain data passed to it.
    """

    class Engine(models.TextChoices):
        """The engine that renders the templates."""

        NAMES = "names", "Names: {{ name }}, and nothing else"
        JINJA = "jinja", "Jinja2 in its sandbox"

    FIXED: ClassVar[tuple[str, ...]] = (
        "prompt_id",
        "version",
        "system_template",
        "user_template",
        "variables",
        "engine",
    )

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    prompt = models.ForeignKey(
        "automate_providers.Prompt",
        verbose_name="Prompt",
        on_delete=models.CASCADE,
        db_index=False,
        related_name="versions",
        help_text="Its wordings are deleted with it.",
    )
    version = models.IntegerField(
        verbose_name="Version",
        validators=[MinValueValidator(1)],
        help_text="Counts from 1 within the prompt; new_version() takes the next number.",
    )
    system_template = models.TextField(
        verbose_name="System template",
        blank=True,
        help_text="The wording of the system prompt, with places such as {{ name }}.",
    )
    user_template = models.TextField(
        verbose_name="User template",
        blank=True,
        help_text="The wording of what the user asks, with places such as {{ name }}.",
    )
    variables = models.JSONField(
        verbose_name="Variables", default=list, blank=True, help_text='The required variables: ["name", "city"].'
    )
    engine = models.CharField(
        verbose_name="Engine",
        max_length=20,
        choices=Engine,
        default=Engine.NAMES,
        help_text="What fills in the templates: names knows {{ name }} alone, jinja is Jinja2.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        auto_now_add=True,
        help_text="When the wording was saved; another wording is another version.",
    )

    objects = BulkQuerySet["PromptVersion"].as_manager()

    class Meta:
        managed = True
        db_table = "automate_promptversion"
        constraints = [
            models.UniqueConstraint(fields=["prompt", "version"], name="automate_promptversion_prompt_version"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="automate_promptversion_version"),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}, {moment(self.created_at)}"

    def clean(self) -> None:
        """Require valid templates, and variables that they use."""
        super().clean()
        if not isinstance(self.variables, list) or not all(map(_hooks.is_name, self.variables)):
            raise ValidationError({"variables": 'It has to be a list of names: ["name", "city"].'})
        try:
            used = _hooks.rendering.names_used(self.engine, self._templates)
        except (PromptError, MissingExtraError) as error:
            raise ValidationError(str(error)) from error
        if unused := {*self.variables} - used:
            raise ValidationError({"variables": f"No template uses {', '.join(sorted(unused))}."})

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save a new version; a stored one cannot be changed."""
        fields = named_fields(options)
        if not self.is_unstored and (fields is None or not fields.isdisjoint({*self.FIXED, "prompt"})):
            alias = options["using"] = self.alias_to_write(options.get("using"))
            stored = type(self)._base_manager.using(alias).filter(pk=self.pk).values(*self.FIXED).first() or {}
            if changed := [name for name in stored if stored[name] != getattr(self, name)]:
                raise PromptError(
                    f"{self._meta.label} {self.pk} cannot be changed: {', '.join(changed)}."
                    " Call new_version() on its prompt."
                )
        super().save(**options)

    def render(self, variables: Mapping[str, Any] | None = None) -> _hooks.rendering.Rendered:
        """Return the prompt with its variables filled in.

        Raises ``PromptError`` with all missing variables, or with the fault of a template.
        """
        system, user = _hooks.rendering.render(self.engine, self._templates, variables or {}, required=self.variables)
        return _hooks.rendering.Rendered(system, user)

    @property
    def _templates(self) -> tuple[str, str]:
        return self.system_template, self.user_template
