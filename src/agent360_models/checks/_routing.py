"""Checks of aliases: the router, foreign keys across aliases, and tables claimed by two models."""

import itertools
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's own name
from django.db import router
from django.db.models import ForeignKey, Model

from agent360_models import absent, conf, families
from agent360_models.checks._settings import check
from agent360_models.extensions import extensions_of, parent_of
from agent360_models.names import split
from agent360_models.routing import FamilyRouter, home_of

ROUTER = "agent360_models.routing.FamilyRouter"


@check
def check_router() -> Iterator[CheckMessage]:
    """E004 and W001: the router is missing although an alias is not ``"default"``, or it is not last."""
    routers = [isinstance(each, FamilyRouter) for each in router.routers]
    if not any(routers):
        if conf.dedicated_aliases() or conf.setting().get("REPLICAS"):
            yield Error(
                "AGENT360_MODELS puts tables on an alias other than 'default', but the router is not installed.",
                hint=f"Add {ROUTER!r} to DATABASE_ROUTERS, as the last entry.",
                id="agent360_models.E004",
            )
    elif not routers[-1]:
        yield Warning(
            f"{ROUTER} is not the last of DATABASE_ROUTERS.",
            hint="Put it last, so that the project's routers decide about the project's apps.",
            id="agent360_models.W001",
        )


@check
def check_relations() -> Iterable[CheckMessage]:
    """W002: a foreign key crosses aliases."""
    return [
        Warning(
            f"{field} leads from alias {here!r} to alias {there!r}: PostgreSQL can neither join nor enforce it.",
            hint="Put both apps on one alias, or keep it with db_constraint=False and without joins.",
            obj=field,
            id="agent360_models.W002",
        )
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
        if families.has(model._meta.app_label) or families.has(field.related_model._meta.app_label)
        for here, there in [(home_of(model), home_of(field.related_model))]
        if here != there
    ]


def _family(model: type[Model]) -> list[type[Model]]:
    """Return the models that share a table on purpose: a parent and its extensions."""
    parent = parent_of(model) or model
    return [parent, *extensions_of(parent)]


@check
def check_tables() -> Iterator[CheckMessage]:
    """E006 and W005: two models claim the same table on an alias. Django does not compare unmanaged models."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if not (model._meta.proxy or absent.is_table_absent(model))
    ]
    claims: dict[tuple[str, str, str], list[type[Model]]] = {}
    for model in models:
        schema, table = split(model._meta.db_table)
        claims.setdefault((home_of(model), schema or "public", table), []).append(model)
    for (alias, _schema, table), claimants in claims.items():
        for one, other in itertools.combinations(claimants, 2):
            if one in _family(other) or other in _family(one):
                continue
            ours = [families.has(model._meta.app_label) for model in (one, other)]
            if any(ours):
                kind, number = (Error, "agent360_models.E006") if all(ours) else (Warning, "agent360_models.W005")
                yield kind(
                    f"{one._meta.label} and {other._meta.label} both use table {table!r} of alias {alias!r}.",
                    hint="Give their families different aliases in AGENT360_MODELS['ALIASES'],"
                    " or install only one of the two apps.",
                    obj=other,
                    id=number,
                )
