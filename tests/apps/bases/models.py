"""A downstream project's models: one for each base, some that combine them, one of all nine."""

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Deferrable

from agent360_models.base import (
    AuditableModel,
    MetadataModel,
    OrderedModel,
    OrderedQuerySet,
    SluggedModel,
    SoftDeleteModel,
    SoftDeleteQuerySet,
    StatusModel,
    StatusQuerySet,
    TenantQuerySet,
    TenantScopedModel,
    TimeStampedModel,
    UUIDModel,
    unique_unless_deleted,
    uuid7,
)


class Note(TimeStampedModel):
    """What somebody wrote down."""

    name = models.CharField(max_length=50)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Pinned(Note):
    """A note with a place on the wall: in a table of its own."""

    wall = models.CharField(max_length=50)


class Token(UUIDModel):
    """A key as it comes."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Event(UUIDModel):
    """A key that sorts by time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class Project(TenantScopedModel):
    """What a tenant works on."""

    name = models.CharField(max_length=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "name"], name="bases_project_name")]

    def __str__(self) -> str:
        return self.name


class BigProject(Project):
    """A project in a table of its own."""

    budget = models.IntegerField(default=0)


class Person(models.Model):
    """Of no tenant."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Ticket(TenantScopedModel):
    """Requires a tenant, whatever the setting says."""

    require_tenant = True

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tickets")
    people = models.ManyToManyField(Person, related_name="tickets", blank=True)
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """A tenant in a table."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Contract(TenantScopedModel):
    """Its tenant is a row of another table."""

    tenant_field = "company"
    tenant_id = None  # type: ignore[assignment]  # how Django has a field left out
    require_tenant = True

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contracts")
    number = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.number


class Bill(TenantScopedModel):
    """Its tenant too, under the name that the column has anyway."""

    tenant = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="bills")
    number = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.number


class Page(AuditableModel):
    """Everybody may edit it."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Folder(SoftDeleteModel):
    """Deleted with its documents, and restored with them."""

    deletes_with = ("documents",)

    name = models.CharField(max_length=50)

    class Meta:
        constraints = [unique_unless_deleted("name", name="bases_folder_name")]

    def __str__(self) -> str:
        return self.name


class Document(SoftDeleteModel):
    """In a folder; its pages are left alone when it is deleted."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """A page of a document, without a base."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="scans")

    def __str__(self) -> str:
        return str(self.pk)


class Article(SluggedModel):
    """Its slug comes from its name."""

    name = models.CharField(max_length=300)
    code = models.CharField(max_length=20, unique=True, null=True)

    def __str__(self) -> str:
        return self.slug


class Product(TenantScopedModel, SluggedModel):
    """Each tenant has slugs of its own."""

    slug_source_field = "title"

    slug = models.SlugField(max_length=30, blank=True, allow_unicode=True)
    title = models.CharField(max_length=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id", "slug"], name="bases_product_slug")]

    def __str__(self) -> str:
        return self.slug


class Job(StatusModel):
    """As the guide shows it: every step is allowed."""

    STATUS_CHOICES = [
        ("pending", "Pending"),
        ("running", "Running"),
        ("completed", "Completed"),
    ]
    INITIAL_STATUS = "pending"

    name = models.CharField(max_length=50, default="")

    def __str__(self) -> str:
        return f"{self.pk}"


class Order(StatusModel):
    """With steps, and choices in a class."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PAID = "paid", "Paid"
        SENT = "sent", "Sent"
        LOST = "lost", "Lost"

    STATUS_CHOICES = Status
    INITIAL_STATUS = Status.OPEN
    TRANSITIONS = {Status.OPEN: [Status.PAID, Status.LOST], Status.PAID: [Status.SENT]}

    name = models.CharField(max_length=50, default="")

    def __str__(self) -> str:
        return f"{self.pk}"


class Device(MetadataModel):
    """With whatever it tells about itself."""

    name = models.CharField(max_length=50, default="")

    def __str__(self) -> str:
        return f"{self.pk}"


class Step(OrderedModel):
    """All are one list."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Board(models.Model):
    """A list of cards."""

    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Card(OrderedModel):
    """One list for each board, and for the cards on none; the database knows it too."""

    order_within = ("board",)

    board = models.ForeignKey(Board, on_delete=models.CASCADE, null=True, blank=True, related_name="cards")
    name = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["board", "position"], name="bases_card_position", deferrable=Deferrable.IMMEDIATE
            )
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """What people are in, in four ways."""

    name = models.CharField(max_length=50)
    hints = GenericRelation("Hint")
    tags = GenericRelation("Tag")

    def __str__(self) -> str:
        return self.name


class Player(models.Model):
    """In teams: each relation leads through rows of another base."""

    name = models.CharField(max_length=50)
    members_of = models.ManyToManyField(Team, through="Membership", related_name="members")
    guests_of = models.ManyToManyField(Team, through="Visit", related_name="guests")
    ranked_in = models.ManyToManyField(Team, through="Rank", related_name="ranked")
    on_duty_in = models.ManyToManyField(Team, through="Shift", related_name="on_duty")
    friends = models.ManyToManyField("self", through="Friendship")

    def __str__(self) -> str:
        return self.name


class Membership(SoftDeleteModel):
    """Somebody in a team, until it is flagged."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    role = models.CharField(max_length=50, default="")

    class Meta:
        constraints = [unique_unless_deleted("player", "team", name="bases_membership_once")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Visit(TenantScopedModel):
    """Somebody in a team, for one tenant."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.pk}"


class Rank(OrderedModel):
    """Somebody with a place in the list of a team."""

    order_within = ("team",)

    player = models.ForeignKey(Player, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.pk}"


class ShiftQuerySet(TenantQuerySet["Shift"], SoftDeleteQuerySet["Shift"], OrderedQuerySet["Shift"]):
    """All three."""


class Shift(TenantScopedModel, SoftDeleteModel, OrderedModel):
    """Of a tenant, flagged, and with a place."""

    order_within = ("team", "tenant_id", "is_deleted")

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")

    objects = ShiftQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"


class Friendship(SoftDeleteModel):
    """Of two players; the relation is symmetrical."""

    one = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk}"


class HintQuerySet(SoftDeleteQuerySet["Hint"], OrderedQuerySet["Hint"]):
    """Both."""


class Hint(SoftDeleteModel, OrderedModel):
    """About whatever it is; flagged when the relation lets it go."""

    order_within = ("content_type", "object_id", "is_deleted")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey()
    name = models.CharField(max_length=50)

    objects = HintQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Tag(OrderedModel):
    """About whatever it is, in a list for each."""

    order_within = ("content_type", "object_id")

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    about = GenericForeignKey()
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Task(OrderedModel):
    """In a list of a player, and in that of nobody when the player goes."""

    order_within = ("player",)

    player = models.ForeignKey(Player, on_delete=models.SET_NULL, null=True, related_name="tasks")
    code = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.code


class Licence(TenantScopedModel):
    """One for each tenant, which no form shows."""

    name = models.CharField(max_length=50)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="bases_licence_tenant")]

    def __str__(self) -> str:
        return self.name


class Node(SoftDeleteModel):
    """Deleted with what is below it."""

    deletes_with = ("children",)

    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class AllQuerySet(
    TenantQuerySet["Everything"],
    SoftDeleteQuerySet["Everything"],
    StatusQuerySet["Everything"],
    OrderedQuerySet["Everything"],
):
    """The four querysets in one."""


class Everything(
    TimeStampedModel,
    UUIDModel,
    TenantScopedModel,
    AuditableModel,
    SoftDeleteModel,
    SluggedModel,
    StatusModel,
    MetadataModel,
    OrderedModel,
):
    """All nine."""

    STATUS_CHOICES = [("draft", "Draft"), ("live", "Live"), ("gone", "Gone")]
    INITIAL_STATUS = "draft"
    TRANSITIONS = {"draft": ["live"], "live": ["gone"]}
    order_within = ("tenant_id", "is_deleted")

    name = models.CharField(max_length=50)

    objects = AllQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "is_deleted", "position"],
                name="bases_everything_position",
                deferrable=Deferrable.IMMEDIATE,
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReversedQuerySet(
    OrderedQuerySet["Reversed"],
    StatusQuerySet["Reversed"],
    SoftDeleteQuerySet["Reversed"],
    TenantQuerySet["Reversed"],
):
    """The four querysets in the other order."""


class Reversed(
    OrderedModel,
    MetadataModel,
    StatusModel,
    SluggedModel,
    SoftDeleteModel,
    AuditableModel,
    TenantScopedModel,
    UUIDModel,
    TimeStampedModel,
):
    """All nine, the other way round."""

    STATUS_CHOICES = [("draft", "Draft"), ("live", "Live"), ("gone", "Gone")]
    INITIAL_STATUS = "draft"
    TRANSITIONS = {"draft": ["live"], "live": ["gone"]}
    order_within = ("tenant_id", "is_deleted")

    name = models.CharField(max_length=50)

    objects = ReversedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class LiveEverything(Everything):
    """A proxy, for behaviour of its own on the same rows."""

    class Meta:
        proxy = True

    def publish(self) -> None:
        """Take the step to the status that everybody sees."""
        self.transition_to("live")


class DetailedEverything(Everything):
    """Additional columns, in a table of its own."""

    department = models.CharField(max_length=100)
    cost_center = models.CharField(max_length=50)
