"""The admin of every model, as somebody meets it who may look at its rows and at nothing else."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import AdminSite, AllValuesFieldListFilter, site
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Permission, User
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CASCADE, CharField, F, ForeignKey, Model
from django.db.models.functions import Lower
from django.forms import ModelForm
from django.test import Client, RequestFactory
from django.test.utils import isolate_apps
from django.urls import reverse

from agent360_models import conf
from agent360_models.admin import FamilyAdmin, LogAdmin
from agent360_models.secrets import is_secret_key, leads_to_secret, personal_fields, secret_fields
from agent360_models.testing.factories import factory_of
from tests.support.families import LABELS

MODELS = [model for label in LABELS for model in apps.get_app_config(label).get_models()]
SHOWN = [model for model in MODELS if site.is_registered(model)]
SECRETIVE = [model for model in SHOWN if secret_fields(model)]
SUFFIXES = ("", "__startswith", "__contains", "__gt", "__in", "__isnull", "__regex", "__0", "__token__startswith")
DATABASES = sorted({"default", *map(conf.alias_for, LABELS)})
CALLED_LOG = re.compile(r"(AuditLog|AuditLogEntry|LoginLog|Event|LLMUsage|LLMRequest)$")
WRITTEN = re.compile(r"(^|_)(notes?|by)$")  # what somebody wrote, and who did
CONTACT = ("address", "email", "first_name", "firstname", "full_name", "last_name", "lastname", "phone", "phone_number")

every_model = pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
every_secret = pytest.mark.parametrize("model", SECRETIVE, ids=lambda model: model._meta.label)


def viewer_of(model: type[Model]) -> Any:
    """Return somebody who is not stored, and may look at these rows."""
    user: Any = User(username="eve", is_staff=True)
    user._perm_cache = {f"{model._meta.app_label}.view_{model._meta.model_name}"}
    return user


def is_appended(model: type[Model]) -> bool:
    """Tell whether a model is called a log or an event, or says that a row is written once, and has no status then."""
    said = re.search("never changed|written once", model.__doc__ or "", re.IGNORECASE)
    return bool(CALLED_LOG.search(model.__name__) or (said and not hasattr(model, "status")))


def request_of(user: Any, **query: str) -> Any:
    request = RequestFactory().get("/", query)
    request.user = user
    return request


def far_columns(model: type[Model]) -> Iterator[str]:
    """Yield paths over a relation, there or back, to what is secret or personal."""
    for field in model._meta.get_fields():
        related = field.related_model
        if isinstance(related, type) and not issubclass(model, related):
            yield from (f"{field.name}__{name}" for name in secret_fields(related) | personal_fields(related))


# What the models say


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_says_what_is_secret_and_what_is_personal(model: type[Model]) -> None:
    """It names columns that it has; those whose names tell are among them."""
    said = secret_fields(model) | personal_fields(model)
    names = {field.name for field in model._meta.concrete_fields}

    assert said <= names
    assert secret_fields(model).isdisjoint(personal_fields(model))
    assert names & {*CONTACT} <= said
    texts = {field.name for field in model._meta.concrete_fields if "Text" in field.get_internal_type()}
    named = {
        field.name for field in model._meta.concrete_fields if field.get_internal_type() in ("CharField", "TextField")
    }
    assert {name for name in named if WRITTEN.search(name)} <= said
    assert {name for name in texts if is_secret_key(name) or name.endswith(("_hash", "_encrypted", "_enc"))} <= said


@isolate_apps("django.contrib.contenttypes", "django.contrib.auth")
def test_a_key_to_a_row_whose_key_is_a_secret_is_a_secret() -> None:
    class Token(Model):
        secret_fields = ("key",)
        key = CharField(max_length=9, primary_key=True)

        class Meta:
            app_label = "auth"

    class Use(Model):
        token = ForeignKey(Token, on_delete=CASCADE)

        class Meta:
            app_label = "auth"

    assert secret_fields(Use) == {"token"}
    assert "token" not in FamilyAdmin(Use, AdminSite()).get_fields(request_of(viewer_of(Use)))


# What an admin answers


@pytest.mark.django_db(databases=DATABASES)
@every_model
def test_no_lookup_meets_a_hidden_column(model: type[Model]) -> None:
    admin: Any = site.get_model_admin(model)
    request = request_of(viewer_of(model))
    allowed = partial(admin.lookup_allowed, value="x", request=request)
    near = [f"{name}{suffix}" for name in secret_fields(model) for suffix in SUFFIXES]
    far = [f"{path}{suffix}" for path in far_columns(model) for suffix in ("", "__startswith")]

    assert [lookup for lookup in near + far if allowed(lookup)] == []
    assert [name for name in secret_fields(model) if admin.to_field_allowed(request, name)] == []
    assert allowed("pk__in") is not leads_to_secret(model, "pk")


@pytest.mark.django_db(databases=DATABASES)
@every_model
def test_no_list_searches_or_orders_by_a_hidden_column(model: type[Model]) -> None:
    """Nor shows one, or filters by it; the order of a related model counts."""
    admin: Any = site.get_model_admin(model)
    request = request_of(viewer_of(model))
    found = admin.get_changelist_instance(request)
    hidden = partial(admin.is_hidden, request=request)
    searched = [name.lstrip("^=@") for name in admin.get_search_fields(request)]
    filters = [entry[0] if isinstance(entry, tuple) else entry for entry in admin.get_list_filter(request)]
    columns = [name for name in found.list_display if isinstance(name, str)]
    orders = [*admin.get_ordering(request), *filter(None, map(found.get_ordering_field, found.list_display))]

    assert [name for name in searched + columns + [f for f in filters if isinstance(f, str)] if hidden(name)] == []
    assert [order for order in orders if admin.orders_by_hidden(order, request)] == []
    assert admin.get_queryset(request).ordered  # also what autocompletion offers
    assert {*secret_fields(model)}.isdisjoint({*admin.unshown()} & {*admin.get_fields(request, model())})


class Overriding:
    """A mixin of a project, whose methods name a secret."""

    named: str

    def get_list_display(self, _request: Any) -> list[Any]:
        return ["pk", self.named]

    def get_list_filter(self, _request: Any) -> list[Any]:
        return [self.named, (self.named, AllValuesFieldListFilter)]

    def get_search_fields(self, _request: Any) -> list[str]:
        return [f"{self.named}__startswith"]

    def get_ordering(self, _request: Any) -> list[Any]:
        return ["pk", f"-{self.named}", F(self.named).desc()]


@every_secret
def test_methods_of_a_project_name_no_secret_in_a_list(model: type[Model]) -> None:
    request = request_of(viewer_of(model))
    for name in secret_fields(model):
        admin: Any = type("Theirs", (Overriding, FamilyAdmin), {"named": name})(model, AdminSite())
        key = [] if leads_to_secret(model, "pk") else ["pk"]

        assert [admin.get_list_display(request), admin.get_ordering(request)] == [key, key]
        assert [*admin.get_list_filter(request), *admin.get_search_fields(request)] == []


def test_what_no_page_shows_is_hidden() -> None:
    asked = []
    for model in SHOWN:
        admin: Any = site.get_model_admin(model)
        request = request_of(viewer_of(model))
        shown = [*flatten_fieldsets(admin.get_fieldsets(request, model())), *admin.get_list_display(request)]
        names = {getattr(entry, "name", entry) for entry in shown}
        columns = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in names]
        asked += [str(field) for field in columns if not admin.is_hidden(field.name, request)]

    assert asked == []


@pytest.mark.django_db(databases=DATABASES)
@every_secret
def test_no_page_tells_whether_a_guess_is_right(client: Client, model: type[Model]) -> None:
    """Whatever parameter it is made in: the answer is the one to a wrong guess."""
    row = factory_of(model).create()
    viewer = User.objects.create(username="eve", is_staff=True)
    view = Permission.objects.get(
        codename=f"view_{model._meta.model_name}", content_type__app_label=model._meta.app_label
    )
    viewer.user_permissions.add(view)
    client.force_login(viewer)
    page = partial(reverse, current_app=None)
    prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    changelist = page(f"{prefix}_changelist")

    def answers(name: str, value: str) -> list[Any]:
        queries = [{f"{name}{suffix}": value} for suffix in ("", "__startswith", "__regex")]
        queries += [{"_to_field": name}, {"_popup": "1", "_to_field": name}, {"q": value}, {"e": "1", name: value}]
        seen = [client.get(changelist, query) for query in queries]
        seen.append(client.get(page(f"{prefix}_change", args=[value]), {"_to_field": name}))
        return [(each.status_code, each.headers.get("Location", "").replace(value, "")) for each in seen]

    for name in sorted(secret_fields(model)):
        stored = str(model._meta.get_field(name).value_from_object(row))  # type: ignore[union-attr]  # no relation back
        right, wrong = answers(name, stored or "s"), answers(name, "nobody's")
        assert right == wrong
        assert {status for status, _ in right[:3]} <= {302, 400}
        assert right[3][0] == 400


@pytest.mark.parametrize(
    "model",
    [model for model in SHOWN if is_appended(model)],
    ids=lambda model: model._meta.label,
)
def test_what_is_appended_is_only_looked_at(model: type[Model]) -> None:
    assert isinstance(site.get_model_admin(model), LogAdmin)


# An admin of a project, which asks for all it can


class Person(User):
    """A user whose columns a project calls what they are."""

    secret_fields = ("last_name",)

    class Meta:
        proxy = True
        app_label = "auth"
        ordering = ("email",)


class Greedy(FamilyAdmin):
    list_display = ("username", "last_name", "password", "by_password")
    list_filter = ("last_name", "is_staff")
    search_fields = ("=password", "username", "last_name__startswith")
    ordering = ("-password", Lower("last_name").desc())
    exclude = ("email",)

    def by_password(self, row: Any) -> str:
        return "x"

    by_password.admin_order_field = Lower(F("password"))  # type: ignore[attr-defined]


@pytest.fixture
def greedy() -> Greedy:
    return Greedy(Person, AdminSite())


@pytest.mark.django_db
def test_a_project_hides_what_its_models_name(greedy: Greedy) -> None:
    """However its admin asks; beside that, what the admin leaves out of its page."""
    request = request_of(User(is_superuser=True, is_staff=True, is_active=True), o="1.2")

    found = greedy.get_changelist_instance(request)

    assert found.list_display == ["action_checkbox", "username", "by_password"]
    assert (greedy.get_list_filter(request), greedy.get_search_fields(request)) == (["is_staff"], ["username"])
    assert greedy.get_ordering(request) == ["-pk"]
    assert found.queryset.query.order_by == ("username", "-pk")
    assert {"password", "last_name", "email"}.isdisjoint(greedy.get_fields(request))
    names = ("password", "last_name", "email", "first_name", "username__startswith")
    assert [greedy.lookup_allowed(name, "x", request) for name in names] == [False, False, False, True, True]


class _Form(ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    class Meta:
        model = Person
        fields = ("username", "email")


class ByForm(FamilyAdmin):
    form = _Form


class ByMethod(FamilyAdmin):
    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return ["username", "email"]


@pytest.mark.django_db
@pytest.mark.parametrize("admin", [ByForm, ByMethod])
def test_what_a_project_leaves_out_of_a_page_by_code_is_hidden(admin: type[FamilyAdmin]) -> None:
    request = request_of(User(is_superuser=True, is_staff=True, is_active=True))
    made = admin(Person, AdminSite())

    asked = ("first_name", "date_joined__gt", "email", "username__startswith")
    assert [made.lookup_allowed(name, "x", request) for name in asked] == [False, False, True, True]


class ByDate(FamilyAdmin):
    date_hierarchy = "user__date_joined"


@pytest.mark.django_db
def test_dates_that_one_user_may_not_see_lead_the_next_through_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(User, "personal_fields", ("date_joined",), raising=False)
    made = ByDate(LogEntry, AdminSite())

    users = [User(pk=1, is_active=True, is_superuser=is_superuser) for is_superuser in (False, True)]
    lists = [made.get_changelist_instance(request_of(user)) for user in users]

    assert [listed.date_hierarchy for listed in lists] == [None, "user__date_joined"]


def test_a_name_of_a_field_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Person, "secret_fields", ("nothing",))
    with pytest.raises(FieldDoesNotExist, match="nothing"):
        secret_fields(Person)
