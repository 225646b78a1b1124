"""Related managers of rows that are ordered, deleted softly, or of a tenant: each as Django's own promise."""

import pickle
from functools import partial
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Count, FilteredRelation, Prefetch, Q

from agent360_models.base import use_tenant
from tests.apps.bases.models import (
    Board,
    Card,
    Document,
    Everything,
    Folder,
    Hint,
    Membership,
    Player,
    Project,
    Shift,
    Tag,
    Task,
    Team,
    Ticket,
    Visit,
)
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db

BULK = pytest.mark.parametrize("bulk", [True, False])


def order(rows: Any) -> str:
    """Return the names in their order, having looked that their positions are dense."""
    found = [(str(row), row.position) for row in rows.order_by("position")]
    assert [position for _, position in found] == list(range(len(found)))
    return "".join(name for name, _ in found)


# Lists


class Lists:
    """Two lists of one kind, and what fills them."""

    def __init__(self, kind: str) -> None:
        owners: list[Any] = (
            [Board.objects.create(name=name) for name in "xy"]
            if kind == "cards"
            else [Player.objects.create(name=name) for name in "xy"]
            if kind == "tasks"
            else [Team.objects.create(name=name) for name in "xy"]
        )
        self.one, self.other = owners
        self.kind = kind
        for name in "abc":
            self.make(self.one, name)
        for name in "de":
            self.make(self.other, name)

    def make(self, owner: Any, name: str) -> None:
        getattr(owner, self.kind).create(**{"code" if self.kind == "tasks" else "name": name})

    def rows(self, owner: Any) -> Any:
        return getattr(owner, self.kind)

    def row(self, name: str) -> Any:
        return self.rows(self.one).model._base_manager.get(**{"code" if self.kind == "tasks" else "name": name})


@pytest.fixture(params=["cards", "tasks", "hints", "tags"])
def lists(request: pytest.FixtureRequest) -> Lists:
    """Foreign keys that may be null, one of them under a constraint, and generic relations."""
    return Lists(request.param)


@BULK
def test_add_puts_rows_at_the_end_of_their_new_list(lists: Lists, bulk: bool) -> None:
    """And closes the holes in the old one."""
    lists.rows(lists.other).add(lists.row("a"), lists.row("c"), bulk=bulk)

    assert order(lists.rows(lists.other)) == "deac"
    assert order(lists.rows(lists.one)) == "b"


@BULK
def test_add_of_what_is_there_changes_nothing(lists: Lists, bulk: bool) -> None:
    """No row changes its place but those that come."""
    lists.rows(lists.other).add(lists.row("d"), lists.row("b"), bulk=bulk)

    assert sorted(order(lists.rows(lists.other))) == ["b", "d", "e"]
    assert order(lists.rows(lists.one)) == "ac"


# A generic relation deletes what it clears, so that nothing of it can be added again.
@BULK
@pytest.mark.parametrize(
    ("lists", "clear"),
    [*((kind, False) for kind in ("cards", "tasks", "hints", "tags")), ("cards", True), ("tasks", True)],
    indirect=["lists"],
)
def test_set_leaves_both_lists_dense(lists: Lists, bulk: bool, clear: bool) -> None:
    """Those that leave, those that come, those that stay."""
    lists.rows(lists.other).set([lists.row("e"), lists.row("a")], bulk=bulk, clear=clear)

    assert sorted(order(lists.rows(lists.other))) == ["a", "e"]
    assert order(lists.rows(lists.one)) == "bc"


@BULK
def test_remove_and_clear_close_the_hole(lists: Lists, bulk: bool) -> None:
    """Rows of a foreign key go to the list of none; those of a generic relation are deleted."""
    lists.rows(lists.one).remove(lists.row("b"), bulk=bulk)
    assert order(lists.rows(lists.one)) == "ac"

    lists.rows(lists.other).clear(bulk=bulk)
    assert order(lists.rows(lists.other)) == ""

    model = lists.rows(lists.one).model
    if lists.kind in {"cards", "tasks"}:
        nobody = model.objects.filter(**{f"{'board' if model is Card else 'player'}": None})
        assert order(nobody) == "bde"
    elif model is Hint:
        assert sorted(map(str, Hint.objects.deleted())) == ["b", "d", "e"]
    else:
        assert model.objects.count() == 2


def test_a_row_in_hand_is_saved_where_it_was_put(lists: Lists) -> None:
    """The object knows its new list, and not its new place."""
    row = lists.row("a")
    lists.rows(lists.other).add(row)

    row.save()

    assert order(lists.rows(lists.other)) == "dea"
    row.move_up()
    assert order(lists.rows(lists.other)) == "dae"


def test_a_relation_is_changed_from_async_code(lists: Lists) -> None:
    """By the same methods, in a thread."""
    come, stay = lists.row("a"), lists.row("e")

    async_to_sync(lists.rows(lists.other).aadd)(come)
    assert (order(lists.rows(lists.one)), order(lists.rows(lists.other))) == ("bc", "dea")

    async_to_sync(lists.rows(lists.other).aset)([stay, come])
    assert order(lists.rows(lists.other)) == "ea"


@pytest.mark.parametrize("kind", ["cards", "tasks"])
def test_bulk_update_of_the_list_leaves_both_dense(kind: str) -> None:
    """It is an update, with an expression that says which list."""
    lists = Lists(kind)
    name = "board" if kind == "cards" else "player"
    rows = [lists.row("a"), lists.row("b")]
    for row in rows:
        setattr(row, name, lists.other)

    type(rows[0])._default_manager.bulk_update(rows, [name])

    assert (order(lists.rows(lists.one)), order(lists.rows(lists.other))) == ("c", "deab")


@BULK
def test_deleted_rows_are_not_of_the_relation(bulk: bool) -> None:
    """What is removed stays deleted when it is added, until it is restored; then it is in the list."""
    team = Team.objects.create(name="x")
    kept, gone = (team.hints.create(name=name) for name in "ab")
    team.hints.remove(gone, bulk=bulk)

    team.hints.add(gone, bulk=bulk)
    assert order(team.hints) == "a"
    team.hints.set([kept], bulk=bulk)
    assert order(team.hints) == "a"

    Hint.objects.deleted().restore()
    assert order(team.hints) == "ab"


def test_a_row_that_goes_leaves_its_tasks_in_a_dense_list() -> None:
    """``SET_NULL`` is an update by the base manager."""
    lists = Lists("tasks")
    lists.one.delete()
    lists.other.delete()

    assert order(Task.objects.all()) == "abcde"


@pytest.mark.django_db(transaction=True)
def test_rows_are_added_in_both_directions_at_once() -> None:
    """Nobody waits for each other, and both lists are dense."""
    one, other = Board.objects.create(name="one"), Board.objects.create(name="other")
    here = [Card.objects.create(board=one, name=f"{number}") for number in range(10)]
    there = [Card.objects.create(board=other, name=f"{number}") for number in range(10)]

    for _ in range(3):
        outcomes = at_once(
            *[partial(other.cards.add, *here[start::2]) for start in (0, 1)],
            *[partial(one.cards.add, *there[start::2]) for start in (0, 1)],
        )
        assert outcomes == [None] * 4
        here, there = there, here

    assert [list(board.cards.values_list("position", flat=True)) for board in (one, other)] == [list(range(10))] * 2


# Tenants


def test_a_relation_is_changed_within_the_tenant() -> None:
    """``set``, ``remove`` and ``clear`` do not touch what they do not show."""
    with use_tenant("north"):
        project = Project.objects.create(name="one")
        Ticket.objects.create(project=project, name="north")
    with use_tenant("south"):
        mine = project.tickets.create(name="south")
        project.tickets.set([mine])
        assert [ticket.name for ticket in project.tickets.all()] == ["south"]
    with use_tenant("north"):
        assert [ticket.name for ticket in project.tickets.all()] == ["north"]


# Many-to-many

RELATIONS = ["members_of", "guests_of", "ranked_in", "on_duty_in"]
BACK = {"members_of": "members", "guests_of": "guests", "ranked_in": "ranked", "on_duty_in": "on_duty"}


class People:
    """Two players and three teams."""

    def __init__(self, name: str) -> None:
        self.name, self.back = name, BACK[name]
        self.mara, self.tom = (Player.objects.create(name=each) for each in ("mara", "tom"))
        self.red, self.blue, self.green = (Team.objects.create(name=each) for each in ("red", "blue", "green"))

    @property
    def relation(self) -> Any:
        return getattr(self.mara, self.name)

    def seen(self) -> list[str]:
        """Return the teams of Mara, having looked that every way to them says the same."""
        found = sorted(team.name for team in self.relation.all())
        player = Player.objects.prefetch_related(self.name).get(pk=self.mara.pk)
        prefetch = Prefetch(self.name, Team.objects.exclude(name="white"))
        filtered = FilteredRelation(self.name, condition=Q(**{f"{self.name}__name__in": ["red", "blue", "green"]}))
        mine = Team.objects.filter(**{self.back: self.mara})
        ways = {
            "count": self.relation.count(),
            "another manager": self.relation(manager="objects").count(),
            "exists": self.relation.exists() and len(found),
            "prefetch": len(getattr(player, self.name).all()),
            "prefetched by a query": len(getattr(Player.objects.prefetch_related(prefetch)[0], self.name).all()),
            "annotated": Player.objects.annotate(n=Count(self.name)).get(pk=self.mara.pk).n,
            "filtered": mine.count(),
            "filtered by name": Team.objects.filter(**{f"{self.back}__name": "mara"}).count(),
            "excluded": 3 - Team.objects.exclude(**{self.back: self.mara}).count(),
            "excluded by name": 3 - Team.objects.exclude(**{f"{self.back}__name": "mara"}).count(),
            "backwards": sum(getattr(team, self.back).filter(pk=self.mara.pk).count() for team in Team.objects.all()),
            "or": (
                Team.objects.filter(**{self.back: self.mara}) | Team.objects.filter(**{self.back: self.mara})
            ).count(),
            "subquery": Team.objects.filter(pk__in=Player.objects.filter(name="mara").values(self.name)).count(),
            "relation": Player.objects.alias(found=filtered).filter(found__isnull=False, name="mara").count(),
            "pickled": len(self.pickled(mine)),
            "null": len(found)
            if Player.objects.filter(**{f"{self.name}__isnull": not found}).contains(self.mara)
            else -1,
        }
        assert ways == dict.fromkeys(ways, len(found))
        return found

    def pickled(self, rows: Any) -> list[Team]:
        again = Team.objects.all()
        again.query = pickle.loads(pickle.dumps(rows.query))  # noqa: S301  # our own
        return list(again)


@pytest.fixture(params=RELATIONS)
def people(request: pytest.FixtureRequest) -> People:
    """In the tenant ``north``, wherever there are tenants."""
    return People(request.param)


def test_what_is_removed_is_removed(people: People) -> None:
    """And what is added again is there once."""
    with use_tenant("north"):
        people.relation.add(people.red, people.blue)
        assert people.seen() == ["blue", "red"]
        people.relation.remove(people.red)
        assert people.seen() == ["blue"]
        people.relation.add(people.red)
        assert people.seen() == ["blue", "red"]
        people.relation.set([people.green, people.red])
        assert people.seen() == ["green", "red"]
        people.relation.set([people.blue], clear=True)
        assert people.seen() == ["blue"]
        people.relation.clear()
        assert people.seen() == []
        getattr(people.red, people.back).add(people.mara)
        getattr(people.red, people.back).set([people.mara])
        assert people.seen() == ["red"]
        people.relation.get_or_create(name="red")
        people.relation.create(name="blue")
        getattr(people.red, people.back).clear()
        assert [team.name for team in people.relation.all()] == ["blue"]
        assert people.relation.through.objects.count() == 1


def test_a_row_between_that_is_deleted_is_out_of_the_relation() -> None:
    """Whoever deletes it, and until it is restored."""
    people = People("members_of")
    people.relation.add(people.red, people.blue, through_defaults={"role": "captain"})
    Membership.objects.get(team=people.red).delete()
    assert people.seen() == ["blue"]

    Membership.objects.deleted().restore()
    assert people.seen() == ["blue", "red"]


def test_a_condition_on_the_row_between_is_about_the_same_row() -> None:
    """As the documentation of Django shows it."""
    people = People("members_of")
    people.relation.add(people.red, through_defaults={"role": "captain"})
    people.tom.members_of.add(people.red, through_defaults={"role": "guest"})

    assert people.relation.filter(membership__role="captain").get() == people.red
    assert not people.relation.filter(membership__role="guest").exists()
    assert Player.objects.filter(members_of=people.red, membership__role="guest").get() == people.tom


@pytest.mark.parametrize(("name", "model"), [("guests_of", Visit), ("on_duty_in", Shift)])
def test_a_row_between_of_another_tenant_is_out_of_the_relation(name: str, model: Any) -> None:
    """And nobody removes it from there."""
    people = People(name)
    with use_tenant("north"):
        people.relation.add(people.red)
    with use_tenant("south"):
        assert people.seen() == []
        people.relation.add(people.red)
        assert people.seen() == ["red"]
        people.relation.clear()
    with use_tenant("north"):
        assert people.seen() == ["red"]
    assert people.seen() == ["red"]  # without a tenant, where none is required
    assert model.objects.count() == 1


def test_a_relation_through_ordered_rows_keeps_their_lists_dense() -> None:
    """Each team has one."""
    people = People("ranked_in")
    people.red.ranked.add(people.mara, people.tom)
    people.blue.ranked.add(people.tom)

    people.mara.ranked_in.set([people.blue])

    assert list(people.red.rank_set.values_list("player__name", "position")) == [("tom", 0)]
    assert list(people.blue.rank_set.values_list("player__name", "position")) == [("tom", 0), ("mara", 1)]


def test_a_symmetrical_relation_is_left_on_both_sides() -> None:
    """Two rows between for each."""
    mara, tom = (Player.objects.create(name=each) for each in ("mara", "tom"))
    mara.friends.add(tom)
    assert (mara.friends.get(), tom.friends.get()) == (tom, mara)

    tom.friends.remove(mara)

    assert (mara.friends.count(), tom.friends.count()) == (0, 0)
    assert not Player.objects.filter(friends=mara).exists()


# What was prefetched


def test_refreshing_a_prefetched_relation_forgets_it() -> None:
    """Backwards, generic, many-to-many: alone, and with a column."""
    folder, team = Folder.objects.create(name="taxes"), Team.objects.create(name="red")
    player = Player.objects.create(name="mara")
    everything = Everything.objects.create(name="a")
    folder, player = (
        Folder.objects.prefetch_related("documents").get(),
        Player.objects.prefetch_related("members_of", "tasks").get(),
    )
    Document.objects.create(folder=folder, name="2025")
    Membership.objects.create(player=player, team=team)
    Task.objects.create(player=player, code="a")
    Folder.objects.update(name="plans")

    folder.refresh_from_db(fields=["documents"])
    player.refresh_from_db(fields=["members_of", "tasks"])
    assert (folder.documents.count(), len(player.members_of.all()), len(player.tasks.all())) == (1, 1, 1)
    assert folder.name == "taxes"

    Document.objects.create(folder=folder, name="2026")
    folder = Folder.objects.prefetch_related("documents").get()
    folder.documents.all().delete()
    folder.refresh_from_db(fields=["documents", "name", "is_deleted"])
    assert (len(folder.documents.all()), folder.name) == (0, "plans")
    with pytest.raises(Exception, match="nothing"), transaction.atomic():
        everything.refresh_from_db(fields=["nothing"])


def test_a_generic_relation_is_prefetched_without_what_is_deleted() -> None:
    """And read again by name."""
    team = Team.objects.create(name="red")
    for name in "ab":
        team.hints.create(name=name)
    team = Team.objects.prefetch_related("hints", "tags").get()
    Hint.objects.filter(name="a").delete()
    Tag.objects.create(about=team, name="t")

    team.refresh_from_db(fields=["hints", "tags"])

    assert ([str(hint) for hint in team.hints.all()], len(team.tags.all())) == (["b"], 1)
    assert [len(each.hints.all()) for each in Team.objects.prefetch_related("hints")] == [1]
