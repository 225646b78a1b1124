"""Conflicts are resolved: what the record has then, what is refused, and who may do it in the admin."""

import threading
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.exceptions import ConflictError, ResolutionError
from agent360_models.agent360.forecasting.factories import ArfRollingForecastFactory
from agent360_models.agent360.forecasting.models import ArfRollingForecast
from agent360_models.agent360.support.factories import CaseCommentFactory, CaseFactory
from agent360_models.agent360.support.models import CaseComment
from agent360_models.agent360.system.factories import SyncConflictFactory
from agent360_models.agent360.system.models import SyncConflict
from agent360_models.agent360.two_way import SyncStatus, TwoWayModel
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.testing.factories import using
from tests.support.agent360 import sf_id
from tests.support.threads import at_once

HERE, THERE = "Called back, all is well.", "Please call back."


def a_comment(**values: Any) -> CaseComment:
    """Return a comment in conflict after a failed upload, with version 2."""
    values = {"cc_comment_body": HERE, "cc_retry_count": 3, "cc_last_sync_error": "ENTITY_IS_LOCKED", **values}
    return CaseCommentFactory.create(sync_conflict=True, **values)


def a_conflict(record: TwoWayModel, sf: Any = None, local: Any = None, **options: Any) -> SyncConflict:
    """Return the open conflict of a record, as the sync writes it, over the text of a comment."""
    return SyncConflictFactory.create(
        sc_object_name=record._meta.db_table,
        sc_record_sf_id=getattr(record, record.source_id_column),
        sc_record_local_id=record.pk,
        sc_local_value=local or {"cc_comment_body": HERE, "cc_version": 2},
        sc_sf_value=sf or {"cc_comment_body": THERE, "cc_is_published": True},
        **options,
    )


def stored(comment: CaseComment) -> dict[str, Any]:
    names = ("cc_comment_body", "cc_is_published", "cc_sync_status", "cc_version", "cc_retry_count")
    row: dict[str, Any] = CaseComment.objects.values(*names, "cc_last_sync_error").get(pk=comment.pk)
    return row


def refused(conflict: SyncConflict, resolution: str, **options: Any) -> str:
    """Resolve, and return the text of the error."""
    with pytest.raises(ConflictError) as caught:
        conflict.resolve(resolution, **options)
    return str(caught.value)


SETTLED = {"cc_version": 3, "cc_retry_count": 0, "cc_last_sync_error": None}


@pytest.mark.django_db
class TestResolve:
    def test_local_wins(self) -> None:
        """The row is as it was, and waits for upload with all attempts before it."""
        comment = a_comment()

        a_conflict(comment).resolve("local_wins")

        pending = {"cc_comment_body": HERE, "cc_is_published": False, "cc_sync_status": SyncStatus.PENDING}
        assert stored(comment) == {**pending, **SETTLED}
        with transaction.atomic():
            assert CaseComment.objects.lock_for_upload() == [comment]

    def test_salesforce_wins(self) -> None:
        """The row has every value that the conflict recorded, and is synced."""
        comment = a_comment()

        a_conflict(comment).resolve("sf_wins")

        synced = {"cc_comment_body": THERE, "cc_is_published": True, "cc_sync_status": SyncStatus.SYNCED}
        assert stored(comment) == {**synced, **SETTLED}

    def test_manual(self) -> None:
        """The values are those that a person wrote, read as a form reads them; the row waits for upload."""
        comment = a_comment()

        a_conflict(comment).resolve("manual", values={"cc_comment_body": "Both.", "cc_is_published": "True"})

        pending = {"cc_comment_body": "Both.", "cc_is_published": True, "cc_sync_status": SyncStatus.PENDING}
        assert stored(comment) == {**pending, **SETTLED}

    def test_the_conflict_says_who_and_when(self) -> None:
        """And is open no more."""
        conflict, user = a_conflict(a_comment()), UserFactory.create()

        conflict.resolve(SyncConflict.Resolution.LOCAL_WINS, by=user)

        assert (conflict.sc_resolution, conflict.sc_resolved_by) == ("local_wins", user)
        assert conflict.sc_resolved_at is not None
        assert not SyncConflict.objects.open().exists()

    def test_a_record_deleted_in_salesforce_and_salesforce_wins(self) -> None:
        """The row is inactive, also where the conflict holds no values."""
        comment = a_comment()

        SyncConflictFactory.create(
            sf_deleted=True, sc_record_sf_id=comment.cc_sf_id, sc_local_value={"cc_comment_body": HERE}
        ).resolve("sf_wins")

        assert CaseComment.objects.get().cc_active == 0
        assert (stored(comment)["cc_comment_body"], stored(comment)["cc_sync_status"]) == (HERE, SyncStatus.SYNCED)

    @pytest.mark.parametrize(
        ("resolution", "options"), [("local_wins", {}), ("manual", {"values": {"cc_comment_body": "Both."}})]
    )
    def test_a_record_deleted_in_salesforce_and_the_row_wins(self, resolution: str, options: Any) -> None:
        """It goes up as a new record: Salesforce refuses changes of a deleted one. Its history stays findable."""
        comment = a_comment()
        conflict = a_conflict(comment, sf={"cc_active": 0}, sc_conflict_type="sf_deleted")

        conflict.resolve(resolution, **options)

        row = CaseComment.objects.get()
        assert (row.cc_sf_id, row.cc_active, row.cc_sync_status) == (None, 1, SyncStatus.PENDING)
        assert list(SyncConflict.objects.for_row(row)) == [conflict]

    def test_values_of_a_forecast(self) -> None:
        """Numbers to the last digit, dates, and a status to which no step of ours leads."""
        forecast = ArfRollingForecastFactory.create(arf_status="Draft", sync_conflict=True)
        theirs = {
            "arf_draft_quantity": "99999999999999.99",
            "arf_forecast_date": "2027-01-01",
            "arf_owner_id": UserFactory.create().pk,
            "arf_status": "Frozen",
            "arf_agent_modified_date": "2026-05-04T14:00:00.123456+02:00",
        }

        a_conflict(forecast, sf=theirs, local={"arf_version": 1}).resolve("sf_wins")

        row = ArfRollingForecast.objects.get()
        assert (str(row.arf_draft_quantity), str(row.arf_forecast_date)) == ("99999999999999.99", "2027-01-01")
        assert (row.arf_owner_id, row.arf_status) == (theirs["arf_owner_id"], "Frozen")
        assert str(row.arf_agent_modified_date) == "2026-05-04 12:00:00.123456+00:00"

    def test_a_status_that_the_database_does_not_know(self) -> None:
        """The original checks the column; the error names the constraint, and the conflict stays open."""
        forecast = ArfRollingForecastFactory.create(sync_conflict=True)
        conflict = a_conflict(forecast, sf={"arf_status": "Withdrawn"}, local={"arf_version": 1})

        assert refused(conflict, "sf_wins").endswith(": the database refused it: constraint chk_arf_status")
        assert SyncConflict.objects.open().get() == conflict

    def test_what_is_not_a_value_is_not_written(self) -> None:
        """A conflict that somebody else wrote may hold the whole row; keys and the sync's own state stay ours."""
        comment = a_comment()
        theirs = {"cc_id": 0, "cc_sf_id": sf_id("00a", 9), "cc_sync_status": 0, "cc_comment_body": THERE}

        a_conflict(comment, sf=theirs).resolve("sf_wins")

        row = CaseComment.objects.get()
        assert (row.pk, row.cc_sf_id, row.cc_sync_status) == (comment.pk, comment.cc_sf_id, SyncStatus.SYNCED)


@pytest.mark.django_db(databases=["default", "crm"])
def test_a_conflict_of_another_alias() -> None:
    """It is resolved where it came from."""
    with using("crm"):
        comment = a_comment()
        conflict = a_conflict(comment)

    conflict.resolve("sf_wins")

    assert CaseComment.objects.using("crm").get().cc_comment_body == THERE
    assert not SyncConflict.objects.exists()


@pytest.mark.django_db
class TestRefused:
    """Each says which conflict and why, and leaves everything as it was."""

    @pytest.fixture(autouse=True)
    def record(self) -> CaseComment:
        """Return the record of the conflict."""
        self.comment = a_comment()
        self.conflict = a_conflict(self.comment)
        self.before = stored(self.comment)
        return self.comment

    def assert_untouched(self) -> None:
        assert stored(self.comment) == self.before
        assert SyncConflict.objects.open().get() == self.conflict

    def test_resolved_already(self) -> None:
        """By somebody with the same list before them."""
        mine = SyncConflict.objects.get()
        self.conflict.resolve("sf_wins")

        assert refused(mine, "local_wins") == f"Conflict {mine.pk} is resolved already: sf_wins."
        assert stored(self.comment)["cc_comment_body"] == THERE

    def test_the_record_is_gone(self) -> None:
        """As with its case."""
        self.comment.cc_case.delete()

        text = refused(self.conflict, "sf_wins")

        assert text == f"Conflict {self.conflict.pk}: its record is no longer in case_comments."

    def test_the_conflict_is_gone(self) -> None:
        """Somebody deleted it."""
        SyncConflict.objects.all().delete()

        assert refused(self.conflict, "sf_wins") == f"Conflict {self.conflict.pk} no longer exists."

    def test_the_record_was_changed_since(self) -> None:
        """The conflict then shows what is there now, and the next attempt is about that."""
        CaseComment.objects.get().edit(cc_comment_body="Newest.")

        assert "was changed here after the conflict was recorded" in refused(self.conflict, "local_wins")

        assert stored(self.comment)["cc_sync_status"] == SyncStatus.CONFLICT
        assert self.conflict.differences == {"cc_comment_body": ("Newest.", THERE), "cc_is_published": (False, True)}
        self.conflict.resolve("local_wins")
        assert stored(self.comment)["cc_comment_body"] == "Newest."

    def test_a_change_past_the_version_counts_too(self) -> None:
        """Somebody wrote SQL."""
        CaseComment.objects.update(cc_comment_body="Newest.")

        assert "was changed here" in refused(self.conflict, "sf_wins")
        assert stored(self.comment)["cc_comment_body"] == "Newest."

    @pytest.mark.parametrize(
        ("values", "text"),
        [
            ({"cc_text": "x", "CommentBody": "x"}, "case_comments has no column cc_text, CommentBody"),
            ({"cc_version": 7}, "cc_version cannot be set by hand"),
            ({"cc_id": 7}, "cc_id cannot be set by hand"),
            ({"cc_updated_at": None}, "cc_updated_at cannot be set by hand"),
            ({"cc_is_published": "perhaps"}, "the value for cc_is_published is refused: invalid"),
            ({"cc_case_id": "secret"}, "the value for cc_case_id is refused: invalid"),
            ({"cc_case_id": None}, "the value for cc_case_id is refused: null"),
        ],
    )
    def test_values_that_do_not_fit(self, values: dict[str, Any], text: str) -> None:
        """The error does not repeat them."""
        assert refused(self.conflict, "manual", values=values) == f"Conflict {self.conflict.pk}: {text}."
        self.assert_untouched()

    @pytest.mark.parametrize(
        ("sf", "text"),
        [
            ({"CommentBody": THERE}, "case_comments has no column CommentBody."),
            ({"cc_is_published": "perhaps"}, "its value for cc_is_published does not fit the column."),
            (["text"], "has no Salesforce values to write. Choose another resolution."),
            (
                {"cc_sf_created_by_id": sf_id("005", 404)},
                "the database refused it: constraint fk_case_comments_sf_created_by",
            ),
        ],
    )
    def test_recorded_values_that_do_not_fit(self, sf: Any, text: str) -> None:
        """A conflict that somebody else wrote, or whose parent is not here yet."""
        SyncConflict.objects.update(sc_sf_value=sf)

        assert text in refused(self.conflict, "sf_wins")
        self.assert_untouched()

    @pytest.mark.parametrize("table", ["accounts", "nothing"])
    def test_a_table_that_is_not_edited_here(self, table: str) -> None:
        """There is no state of an upload that could be set."""
        self.conflict.sc_object_name = table

        text = refused(self.conflict, "local_wins")

        expected = f"no installed app has a table {table} whose rows are edited here."
        assert text == f"Conflict {self.conflict.pk}: {expected}"

    @pytest.mark.parametrize(
        ("resolution", "options"),
        [("theirs", {}), ("manual", {}), ("local_wins", {"values": {"cc_comment_body": "x"}})],
    )
    def test_a_call_that_makes_no_sense(self, resolution: str, options: dict[str, Any]) -> None:
        """A mistake in code, not a state of the data."""
        with pytest.raises(ResolutionError, match=r"theirs|pass values with the resolution manual"):
            self.conflict.resolve(resolution, **options)
        self.assert_untouched()

    def test_a_record_that_may_not_be_written(self, settings: Settings) -> None:
        """The setting says so."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_support"]}

        with pytest.raises(ReadOnlyTableError):
            self.conflict.resolve("local_wins")
        self.assert_untouched()


def test_of_two_who_resolve_at_once_one_does(transactional_db: None) -> None:
    """The other is told."""
    comment = a_comment()
    mine, yours = a_conflict(comment), SyncConflict.objects.get()

    outcomes = at_once(lambda: mine.resolve("local_wins"), lambda: yours.resolve("sf_wins"))

    resolution = SyncConflict.objects.get().sc_resolution
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "NoneType"], outcomes
    assert stored(comment)["cc_comment_body"] == {"local_wins": HERE, "sf_wins": THERE}[str(resolution)]
    assert stored(comment)["cc_version"] == 3


def test_who_resolves_waits_for_who_edits(transactional_db: None) -> None:
    """And is told that the record is another one by now."""
    comment = a_comment()
    conflict = a_conflict(comment)
    outcomes: list[object] = []
    resolving = threading.Thread(target=lambda: outcomes.extend(at_once(lambda: conflict.resolve("sf_wins"))))

    with transaction.atomic():
        comment.edit(cc_comment_body="Newest.")
        resolving.start()
        resolving.join(0.3)
        assert resolving.is_alive()
    resolving.join(30)

    assert [type(outcome) for outcome in outcomes] == [ConflictError]
    assert stored(comment)["cc_comment_body"] == "Newest."


def test_the_conflicts_of_a_row(db: None) -> None:
    """By its id in Salesforce or by its key, and of no other table."""
    comment, case = a_comment(), CaseFactory.create()
    found = {
        a_conflict(comment),
        SyncConflictFactory.create(sc_record_sf_id=comment.cc_sf_id, sc_record_local_id=None),
    }
    SyncConflictFactory.create(sc_object_name="arf_rolling_forecasts", sc_record_local_id=comment.pk)
    SyncConflictFactory.create(sc_record_sf_id=case.pk, sc_record_local_id=comment.pk + 1)

    assert set(SyncConflict.objects.open().for_row(comment)) == found


class TestAdmin:
    def act(self, client: Client, action: str, *conflicts: SyncConflict) -> list[str]:
        """Run an action of the list and return its messages."""
        response = client.post(
            reverse("admin:agent360_system_syncconflict_changelist"),
            {"action": action, "_selected_action": [conflict.pk for conflict in conflicts]},
            follow=True,
        )
        assert response.status_code == 200
        return [str(message) for message in response.context["messages"]]

    @pytest.mark.parametrize(
        ("action", "label", "text"), [("local_wins", "Local wins", HERE), ("sf_wins", "Salesforce wins", THERE)]
    )
    def test_an_action_resolves_what_it_can_and_says_why_not(
        self, admin_client: Client, action: str, label: str, text: str
    ) -> None:
        """Neither messages nor history hold a value."""
        comment = a_comment()
        conflict, done = a_conflict(comment), a_conflict(a_comment(), resolved=True)

        messages = self.act(admin_client, action, conflict, done)

        assert messages == [
            f"Resolved, {label}: {conflict}.",
            f"Not done: {done}: is resolved already: local_wins.",
        ]
        assert stored(comment)["cc_comment_body"] == text
        assert [(entry.object_id, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
            (str(conflict.pk), f"Resolved, {label}.")
        ]

    def test_who_may_not_change_comments_may_not_resolve_their_conflicts(self, db: None, client: Client) -> None:
        """Though they may change conflicts."""
        user = get_user_model().objects.create(username="grace", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_syncconflict", "change_syncconflict"]))
        client.force_login(user)
        comment = a_comment()
        conflict = a_conflict(comment)

        (message,) = self.act(client, "sf_wins", conflict)

        permission = "agent360_support.change_casecomment"
        assert message == f"Not done: {conflict}: you lack the permission {permission}."
        assert stored(comment)["cc_comment_body"] == HERE

    def test_without_conflicts_that_may_be_written_there_are_no_actions(
        self, admin_client: Client, settings: Settings
    ) -> None:
        """The setting says so."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}
        comment = a_comment()
        conflict = a_conflict(comment)

        self.act(admin_client, "sf_wins", conflict)

        assert stored(comment)["cc_comment_body"] == HERE

    def test_records_that_may_not_be_written_are_left_alone(self, admin_client: Client, settings: Settings) -> None:
        """And the message says which table that is."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_support"]}
        comment = a_comment()

        (message,) = self.act(admin_client, "sf_wins", a_conflict(comment))

        assert "agent360_support" in message
        assert stored(comment)["cc_comment_body"] == HERE

    def test_a_form_resolves_nothing(self, admin_client: Client) -> None:
        """A resolution that is typed in would leave the record in conflict for ever."""
        conflict = a_conflict(a_comment())

        page = admin_client.get(reverse("admin:agent360_system_syncconflict_change", args=[conflict.pk]))

        names = ("sc_object_name", "sc_record_sf_id", "sc_record_local_id", "sc_conflict_type")
        assert tuple(page.context["adminform"].form.fields) == names

    def test_a_conflict_shows_both_versions_and_leads_to_its_record(self, admin_client: Client) -> None:
        """What differs comes first and is marked; keys are names, and what people wrote does nothing."""
        comment = a_comment()
        case = comment.cc_case
        conflict = a_conflict(
            comment,
            sf={"cc_comment_body": "<b>There</b>", "cc_case_id": case.pk, "cc_is_published": True},
            local={"cc_comment_body": HERE, "cc_case_id": case.pk, "cc_version": 2},
        )

        page = admin_client.get(reverse("admin:agent360_system_syncconflict_change", args=[conflict.pk]))

        text = page.content.decode()
        record = reverse("admin:agent360_support_casecomment_change", args=[comment.pk])
        assert f'<a href="{record}">Case comment {comment.pk}</a>' in text
        differs, same = text.index("Comment (differs)"), text.index(f"<td>{case}</td>")
        assert differs < same
        assert f"<mark>{HERE}</mark>" in text
        assert "<mark>&lt;b&gt;There&lt;/b&gt;</mark>" in text
        assert text.count("<mark>") == 2

    def test_who_may_not_see_comments_sees_nothing_personal_of_them(self, db: None, client: Client) -> None:
        """Nor can it be asked for, letter by letter."""
        user = get_user_model().objects.create(username="eve", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_syncconflict"))
        client.force_login(user)
        conflicts = [a_conflict(a_comment()), a_conflict(a_comment(), sf=[THERE])]
        pages = [reverse("admin:agent360_system_syncconflict_change", args=[conflict.pk]) for conflict in conflicts]
        asked = {"sc_local_value__cc_comment_body__startswith": "C"}

        shown = [client.get(page).content.decode() for page in pages]
        answer = client.get(reverse("admin:agent360_system_syncconflict_changelist"), asked)

        assert str(CaseComment._meta.get_field("cc_is_published").verbose_name) in shown[0]
        assert [text for text in shown if HERE in text or THERE in text] == []
        assert answer.status_code in (302, 400)
        user.user_permissions.add(Permission.objects.get(codename="view_casecomment"))
        assert HERE in client.get(pages[0]).content.decode()

    def test_a_conflict_of_unknown_shape_is_shown_all_the_same(self, admin_client: Client) -> None:
        """Whoever else writes the table may write anything."""
        conflict = SyncConflictFactory.create(
            sc_object_name="nowhere", sc_local_value=["<i>"], sc_sf_value="text", sc_record_local_id=None
        )
        for page in ("changelist", "change"):
            args = [conflict.pk] if page == "change" else []
            answer = admin_client.get(reverse(f"admin:agent360_system_syncconflict_{page}", args=args))
            assert answer.status_code == 200
            assert "<i>" not in answer.content.decode()
