"""Lists without holes, whoever moves what at the same time."""

import functools
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.db.models import Count, F
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from agent360_models.base import OrderedManager, use_tenant
from tests.apps.bases.models import Board, Card, Everything, Player, Reversed, Step, Task
from tests.support.endurance import trials
from tests.support.threads import many_at_once

pytestmark = pytest.mark.django_db

site = admin.AdminSite()
site.register([Card, Step])
urlpatterns = [path("admin/", site.urls)]


@pytest.fixture
def steps() -> dict[str, Step]:
    return {name: Step.objects.create(name=name) for name in "abcde"}


def order(rows: Any = None) -> str:
    """Return the names in their order, having looked that their positions are dense."""
    found = list((Step.objects if rows is None else rows).values_list("name", "position"))
    assert [position for _, position in found] == list(range(len(found)))
    return "".join(name for name, _ in found)


# One list


def test_new_rows_come_at_the_end(steps: dict[str, Step]) -> None:
    """And the manager returns them in their order."""
    assert isinstance(Step.objects, OrderedManager)
    assert order() == "abcde"
    assert steps["c"].position == 2


@pytest.mark.parametrize(("position", "expected"), [(0, "xabcde"), (2, "abxcde"), (5, "abcdex"), (99, "abcdex")])
def test_a_new_row_may_name_its_position(steps: dict[str, Step], position: int, expected: str) -> None:
    """The others make room; no row stands beyond the end."""
    step = Step.objects.create(name="x", position=position)

    assert order() == expected
    assert step.position == expected.index("x")


@pytest.mark.parametrize("position", range(7))
@pytest.mark.parametrize("name", "abcde")
def test_move_to(steps: dict[str, Step], name: str, position: int) -> None:
    """The row has the position afterwards, or the last one, and the others their order."""
    steps[name].move_to(position)

    others = "abcde".replace(name, "")
    assert order() == others[:position] + name + others[position:]
    assert steps[name].position == min(position, 4)


def test_move_up_and_down(steps: dict[str, Step]) -> None:
    """By one; the ends stay where they are."""
    steps["c"].move_up()
    assert order() == "acbde"
    steps["c"].move_up()
    steps["c"].move_up()
    assert order() == "cabde"
    steps["d"].move_down()
    steps["d"].move_down()
    assert order() == "cabed"
    assert (steps["c"].position, steps["d"].position) == (0, 4)


def test_a_move_counts_from_where_the_row_is_not_from_where_it_was_read(steps: dict[str, Step]) -> None:
    """Somebody else moved it meanwhile."""
    stale = Step.objects.get(name="e")
    steps["e"].move_to(1)

    stale.move_up()

    assert order() == "eabcd"


def test_a_position_before_the_first_is_an_error(steps: dict[str, Step]) -> None:
    """It says where lists begin."""
    with pytest.raises(ValueError, match="-1 is not a position: the first is 0"):
        steps["a"].move_to(-1)


def test_a_row_that_is_gone_cannot_be_moved(steps: dict[str, Step]) -> None:
    """Not a silence."""
    Step.objects.filter(name="c").delete()

    with pytest.raises(Step.DoesNotExist), transaction.atomic():
        steps["c"].move_up()


def test_assigning_a_position_and_saving_is_a_move(steps: dict[str, Step]) -> None:
    """As a form with that field does."""
    steps["e"].position = 1
    steps["e"].save()
    assert order() == "aebcd"

    steps["a"].position = 3
    steps["a"].save(update_fields=["position"])
    assert order() == "ebcad"

    steps["a"].position = 0
    steps["a"].save(update_fields=["name"])
    assert order() == "ebcad"


def test_a_stale_object_undoes_no_move(steps: dict[str, Step]) -> None:
    """Its position is not written unless it was changed."""
    stale = Step.objects.get(name="e")
    steps["e"].move_to(0)
    stale.name = "x"

    stale.save()

    assert order() == "xabcd"


def test_deleting_closes_the_hole(steps: dict[str, Step]) -> None:
    """A row, a queryset, and the admin's action."""
    steps["b"].delete()
    assert order() == "acde"
    Step.objects.filter(name__in="ad").delete()
    assert order() == "ce"
    Step.objects.all().delete()
    assert order() == ""


def test_bulk_create_appends(steps: dict[str, Step]) -> None:
    """In the order given."""
    Step.objects.bulk_create([Step(name="x"), Step(name="y")])

    assert order() == "abcdexy"


def test_update_writes_what_it_says_and_renumber_mends(steps: dict[str, Step]) -> None:
    """As the docs say: positions are for the methods."""
    Step.objects.filter(name__in="bc").update(position=7)

    Step.objects.all().renumber()

    assert order() == "adebc"


def test_a_move_mends_what_it_finds(steps: dict[str, Step]) -> None:
    """Holes do not stay."""
    Step.objects.filter(name="e").update(position=70)

    steps["b"].move_up()

    assert order() == "bacde"


def test_reading_order_can_be_chosen(steps: dict[str, Step]) -> None:
    """The position is an ordering as in Meta: it gives way, and does not split groups."""
    assert [step.name for step in Step.objects.order_by("-name")][:2] == ["e", "d"]
    assert [step.name for step in Step.objects.reverse()][:2] == ["e", "d"]
    Step.objects.update(name="x")
    assert list(Step.objects.values("name").annotate(number=Count("pk"))) == [{"name": "x", "number": 5}]


# Lists within a table


@pytest.fixture
def boards() -> list[Board]:
    boards = [Board.objects.create(name=name) for name in ("one", "two")]
    for name in "abc":
        for board in boards:
            Card.objects.create(board=board, name=name)
        Card.objects.create(name=name)
    return boards


def test_each_list_has_its_own_order(boards: list[Board]) -> None:
    """Also the rows that are in none; the database would refuse two on one place."""
    boards[0].cards.get(name="c").move_to(0)
    Card.objects.get(board=None, name="a").move_down()

    assert order(boards[0].cards) == "cab"
    assert order(boards[1].cards) == "abc"
    assert order(Card.objects.filter(board=None)) == "bac"
    with pytest.raises(IntegrityError), transaction.atomic():
        boards[0].cards.update(position=1)


@pytest.mark.parametrize("fields", [None, ["board"], ["board_id"], ["board", "name"]], ids=str)
def test_a_row_that_goes_to_another_list_comes_at_its_end(boards: list[Board], fields: Any) -> None:
    """And leaves no hole."""
    card = boards[0].cards.get(name="a")
    card.board, card.name = boards[1], "x"

    card.save(update_fields=fields)

    assert order(boards[0].cards) == "bc"
    assert order(boards[1].cards) in {"abcx", "abca"}
    assert card.position == 3


def test_it_may_name_its_place_there(boards: list[Board]) -> None:
    """One save, both lists."""
    card = boards[0].cards.get(name="c")
    card.board, card.position, card.name = None, 1, "x"

    card.save()

    assert order(boards[0].cards) == "ab"
    assert order(Card.objects.filter(board=None)) == "axbc"
    assert card.position == 1


def test_many_rows_go_to_another_list(boards: list[Board]) -> None:
    """By a queryset, keeping their order."""
    boards[0].cards.exclude(name="b").update(board=boards[1], name="x")

    assert order(boards[0].cards) == "b"
    assert order(boards[1].cards) == "abcxx"


def test_rows_of_several_lists_at_once(boards: list[Board]) -> None:
    """Made and deleted together."""
    Card.objects.bulk_create([Card(board=board, name=name) for name in "xy" for board in boards])
    Card.objects.filter(name__in="ax").delete()

    assert [order(board.cards) for board in boards] == ["bcy", "bcy"]
    assert order(Card.objects.filter(board=None)) == "bc"


def test_the_admin_keeps_the_order(settings: Settings, client: Client, boards: list[Board]) -> None:
    """A row that is added, put into another list, or deleted there."""
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_superuser("mara"))
    card = boards[0].cards.get(name="a")

    client.post("/admin/bases/card/add/", {"board": boards[0].pk, "name": "x"})
    client.post(f"/admin/bases/card/{card.pk}/change/", {"board": boards[1].pk, "name": "y"})
    client.post(
        "/admin/bases/card/",
        {
            "action": "delete_selected",
            "_selected_action": [str(boards[0].cards.get(name="b").pk)],
            "post": "yes",
        },
    )

    assert [order(board.cards) for board in boards] == ["cx", "abcy"]


def test_a_save_that_fails_leaves_the_object_as_it_was(boards: list[Board]) -> None:
    """So that it can be tried again; the lists are as they were too."""
    new, moved = Card(board=boards[0], name="x" * 51), boards[0].cards.get(name="a")
    moved.board, moved.name = boards[1], "x" * 51
    for card in (new, moved):
        with pytest.raises(DataError), transaction.atomic():
            card.save()
        card.name = "x"

    assert [order(board.cards) for board in boards] == ["abc", "abc"]
    new.save()
    moved.save()
    assert [order(board.cards) for board in boards] == ["bcx", "abcx"]


# Rows that are there already


@pytest.fixture
def tasks() -> list[Player]:
    """Two players with three tasks each."""
    players = [Player.objects.create(name=name) for name in ("one", "two")]
    for player, codes in zip(players, ("abc", "def"), strict=True):
        for code in codes:
            Task.objects.create(player=player, code=code)
    return players


def codes(player: Player | None) -> str:
    return order(Task.objects.filter(player=player).annotate(name=F("code")))


def test_rows_in_conflict_leave_no_holes(tasks: list[Player]) -> None:
    """What is not inserted takes no place; by a key and by another column."""
    one, two = tasks
    stored = Task.objects.get(code="b")

    made = Task.objects.bulk_create(
        [Task(pk=stored.pk, player=one, code="x"), Task(player=one, code="y"), Task(player=two, code="a")],
        ignore_conflicts=True,
    )

    assert (codes(one), codes(two)) == ("abcy", "def")
    assert made[0].position == 1  # that of the row that has the key


@pytest.mark.parametrize("fields", [["player"], ["player_id"], ["player", "position"]], ids=str)
def test_an_update_of_conflicts_puts_rows_into_other_lists(tasks: list[Player], fields: list[str]) -> None:
    """At their ends, and without holes in those that they leave."""
    one, two = tasks

    made = Task.objects.bulk_create(
        [
            Task(player=two, code="b"),
            Task(player=two, code="x"),
            Task(player=None, code="d"),
            Task(player=one, code="c"),
        ],
        update_conflicts=True,
        update_fields=fields,
        unique_fields=["code"],
    )

    assert (codes(one), codes(two), codes(None)) == ("ac", "efbx", "d")
    assert [task.position for task in made] == [2, 3, 0, 1]


def test_an_update_of_conflicts_may_leave_rows_in_their_lists(tasks: list[Player]) -> None:
    """Where ``update_fields`` says nothing of lists."""
    one, two = tasks
    key = Task.objects.get(code="b").pk

    Task.objects.bulk_create(
        [Task(pk=key, player=two, code="x"), Task(player=two, code="y")],
        update_conflicts=True,
        update_fields=["code"],
        unique_fields=["pk"],
    )

    assert (codes(one), codes(two)) == ("axc", "defy")


def test_bulk_created_objects_undo_no_move() -> None:
    """They know what the database has, as others do."""
    made = Step.objects.bulk_create([Step(name=name) for name in "abc"])
    Step.objects.get(name="c").move_to(0)

    for step in made:
        step.save()

    assert order() == "cab"


@pytest.mark.parametrize("fields", [None, ["board"], ["board_id", "name"]], ids=str)
def test_an_older_object_that_puts_its_row_back_leaves_no_hole(boards: list[Board], fields: Any) -> None:
    """It writes its list, as any column; the row then stands at the end of it."""
    stale = boards[0].cards.get(name="a")
    stale.name = "a"
    moved = boards[0].cards.get(name="a")
    moved.board = boards[1]
    moved.save()
    assert order(boards[0].cards) == "bc"

    stale.save(update_fields=fields)

    assert (order(boards[0].cards), order(boards[1].cards)) == ("bca", "abc")
    assert stale.position == 2


def test_an_older_object_of_a_row_that_is_gone_comes_at_the_end(steps: dict[str, Step]) -> None:
    """Django inserts it again."""
    Step.objects.filter(name="b").delete()

    steps["b"].save()

    assert order() == "acdeb"


def test_an_older_object_moves_a_deleted_row_among_the_deleted() -> None:
    """It does not know that the row is deleted, and does not write that it is not."""
    for name in "abc":
        Everything.objects.create(name=name, tenant_id="north")
    stale = Everything.objects.get(name="b")
    Everything.objects.filter(name__in="ab").delete()
    stale.tenant_id = "south"

    stale.save()

    assert order(Everything.objects.for_tenant("south").deleted()) == "b"
    assert order(Everything.objects.for_tenant("north").deleted()) == "a"
    assert order(Everything.objects.for_tenant("north")) == "c"


# With other bases


@pytest.mark.parametrize("model", [Everything, Reversed])
def test_deleted_rows_and_other_tenants_are_lists_of_their_own(model: Any) -> None:
    """In whichever order the bases stand."""
    for tenant in ("north", "south"):
        with use_tenant(tenant):
            for name in "abc":
                model.objects.create(name=name)
    with use_tenant("north"):
        rows = {row.name: row for row in model.objects.all()}
        rows["a"].delete()
        assert order(model.objects) == "bc"
        rows["b"].move_down()
        assert order(model.objects) == "cb"
        rows["a"].restore()
        assert order(model.objects) == "cba"
        model.objects.filter(name__in="ca").delete()
        assert order(model.objects) == "b"
        assert order(model.objects.deleted()) in {"ca", "ac"}
        model.objects.deleted().restore()
        rows["b"].hard_delete()
        assert sorted(order(model.objects)) == ["a", "c"]
        model.objects.filter(name="a").hard_delete()
        assert order(model.objects) == "c"
    with use_tenant("south"):
        assert order(model.objects) == "abc"


# Many at once


def change(key: int, method: Callable[..., Any], *arguments: Any) -> None:
    """Let a thread change a row that it has read itself."""
    method(Step.objects.get(pk=key), *arguments)


@pytest.mark.django_db(transaction=True)
def test_many_threads_on_one_list() -> None:
    """They add, move, delete: what is left is dense, and every move was exact."""
    count = trials(15, 50)
    for number in range(count):
        Step.objects.create(name=f"{number}")
    keys = list(Step.objects.values_list("pk", flat=True))
    dice = random.Random(7)  # noqa: S311  # no secret
    calls: list[Callable[[], Any]] = []
    calls += [functools.partial(Step.objects.create, name=f"new {number}") for number in range(count)]
    calls += [functools.partial(change, key, Step.delete) for key in keys[:5]]
    calls += [functools.partial(change, key, Step.move_up) for key in keys[5:]]
    calls += [functools.partial(change, key, Step.move_down) for key in keys[5:]]
    while len(calls) < 4 * count:
        calls.append(functools.partial(change, dice.choice(keys[5:]), Step.move_to, dice.randrange(count)))
    dice.shuffle(calls)

    many_at_once(*calls)

    assert list(Step.objects.values_list("position", flat=True)) == list(range(2 * count - 5))


@pytest.mark.django_db(transaction=True)
def test_moves_down_add_up() -> None:
    """Many threads move one row down by one each: it stands as many places lower."""
    moves = trials(30, 100)
    Step.objects.bulk_create([Step(name=f"{number}") for number in range(moves + 50)])
    key = Step.objects.values_list("pk", flat=True)[0]

    many_at_once(*[lambda: Step.objects.get(pk=key).move_down()] * moves)

    assert Step.objects.get(pk=key).position == moves
    names = list(Step.objects.exclude(pk=key).values_list("name", flat=True))
    assert names == [f"{number}" for number in range(1, moves + 50)]


@pytest.mark.django_db(transaction=True)
def test_rows_change_lists_in_both_directions_at_once() -> None:
    """Nobody waits for each other, and both lists are dense under the constraint of the database."""
    boards = [Board.objects.create(name=name) for name in ("one", "two")]
    cards = [Card.objects.create(board=boards[number % 2], name=f"{number}") for number in range(60)]

    def go_over(card: Card) -> None:
        card.board = boards[0] if card.board == boards[1] else boards[1]
        card.save()

    many_at_once(*[functools.partial(go_over, card) for card in cards])

    for board in boards:
        assert list(board.cards.values_list("position", flat=True)) == list(range(30))
