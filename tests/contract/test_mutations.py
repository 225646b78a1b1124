"""Each kind of edit of a toy app has the effect that it must have on readers, writers and the order, and no other."""

from pathlib import Path
from typing import Any

import pytest
from django.test.utils import isolate_apps

from agent360_models.contract import Contract, diff
from agent360_models.contract._models import of_models

SOURCE = Path(__file__).with_name("toy_models.py").read_text(encoding="utf-8")

Expected = set[str]
Mutation = tuple[str, str, str, Expected]

GONE = "breaks breaks library"
NEW = "additive additive database"
REQUIRED = "additive breaks together"
PYTHON = "breaks breaks any"
MORE_PYTHON = "additive additive any"
MOVED = "breaks breaks together"
WIDER = "neutral additive database"
NARROWER = "neutral breaks library"  # and whatever else the database refuses from then on
NOTHING: Expected = set()


def order(*pairs: str) -> Expected:
    """Return changes of Order from ``column effect`` pairs; ``.`` stands for the model itself."""
    return {
        f"Order{'' if name == '.' else f'.{name}'} {effect}" for name, _, effect in (p.partition(" ") for p in pairs)
    }


THROUGH = "Order_tags"

SILENT: list[Mutation] = [
    ("help_text", "Its kind.", "The kind.", NOTHING),
    ("verbose_name", '"note", max_length', '"remark", max_length', NOTHING),
    ("docstring", "One order.", "Somebody's order.", NOTHING),
    ("ordering", 'ordering = ["code"]', 'ordering = ["-code"]', NOTHING),
    ("choices", '("b", "B")', '("c", "C")', NOTHING),
    ("label of a label", '"Paid"', '"All paid"', NOTHING),
    ("default of Python", 'default="a"', 'default="b"', NOTHING),
    ("default of Python gone", "count = models.IntegerField(default=0)", "count = models.IntegerField()", NOTHING),
    ("blank", ", blank=True", "", NOTHING),
    ("proxy renamed", "class Recent(", "class Late(", NOTHING),
    ("abstract parent renamed", "Named", "Titled", NOTHING),
    (
        "abstract parent taken apart",
        "class Customer(Named):\n",
        "class Customer(models.Model):\n    name = models.CharField(max_length=50)\n",
        NOTHING,
    ),
    (
        "fields in another order",
        "    count = models.IntegerField(default=0)\n    size = models.SmallIntegerField(default=0)\n",
        "    size = models.SmallIntegerField(default=0)\n    count = models.IntegerField(default=0)\n",
        NOTHING,
    ),
    (
        "reformatted",
        'models.Q(total__gte=0), name="total_positive"',
        'models.Q(("total__gte", 0)), name="total_positive"',
        NOTHING,
    ),
    ("field of the same type", "email = models.CharField", "email = models.EmailField", NOTHING),
    (
        "size of an array",
        "ArrayField(models.CharField(max_length=5), ",
        "ArrayField(models.CharField(max_length=5), size=3, ",
        NOTHING,
    ),
    (
        "unique_together as a constraint",
        '        unique_together = [("customer", "code")]\n        constraints = [\n',
        (
            "        constraints = [\n"
            '            models.UniqueConstraint(fields=["customer", "code"], name="customer_code"),\n'
        ),
        NOTHING,
    ),
    (
        "column named as it is",
        "count = models.IntegerField(default=0)",
        'count = models.IntegerField(default=0, db_column="count")',
        NOTHING,
    ),
]

TABLES: list[Mutation] = [
    ("model gone", SOURCE[SOURCE.index("class Line(") :], "", {f"Line {GONE}"}),
    ("model renamed", "class Line(", "class Item(", {f"Line {GONE}", f"Item {NEW}"}),
    ("table renamed", '"shop_order"', '"orders"', order(f". {MOVED}") | {f"{THROUGH} {MOVED}"}),
    ("schema moved", '"shop_order"', '\'"shop"."shop_order"\'', order(f". {MOVED}") | {f"{THROUGH} {MOVED}"}),
    (
        "unmanaged",
        'db_table = "shop_order"',
        'db_table = "shop_order"\n        managed = False',
        order(". neutral neutral any"),
    ),
    ("proxy becomes a table", "class Meta:\n        proxy = True", "pass", {f"Recent {NEW}"}),
    (
        "parent gone",
        "class Archived(Order)",
        "class Archived(Named)",
        {
            f"Archived {MOVED}",  # another key
            f"Archived.order_ptr_id {GONE}",
            f"Archived.id {NEW}",
            f"Archived.name {REQUIRED}",
        },
    ),
]

COLUMNS: list[Mutation] = [
    ("column gone", "    weight = models.FloatField(default=0)\n", "", order(f"weight {GONE}")),
    ("column that may be NULL", "    data =", "    fax = models.TextField(null=True)\n    data =", order(f"fax {NEW}")),
    (
        "column with a db_default",
        "    data =",
        '    fax = models.TextField(db_default="")\n    data =',
        order(f"fax {NEW}"),
    ),
    (
        "column with a default",
        "    data =",
        '    fax = models.TextField(default="")\n    data =',
        order(f"fax {REQUIRED}"),
    ),
    (
        "key that is unique and NULL",
        "    data =",
        "    fax = models.CharField(null=True, unique=True, max_length=9)\n    data =",
        order(f"fax {NEW}"),
    ),
    ("column renamed", "weight = models", "heft = models", order(f"weight {GONE}", f"heft {REQUIRED}")),
    (
        "db_column renamed",
        'db_column="order_code"',
        'db_column="code"',
        order(f"order_code {GONE}", f"code {REQUIRED}"),
    ),
    (
        "attribute renamed",
        "sort_key = models.CharField(",
        'place = models.CharField(db_column="sort_key", ',
        order(f"sort_key {PYTHON}"),
    ),
    (
        "foreign key renamed",
        "payer = models.ForeignKey(",
        'buyer = models.ForeignKey(db_column="payer_id", to=',
        order(f"payer_id {PYTHON}"),
    ),
    (
        "column of the abstract parent",
        "name = models.CharField(max_length=50)",
        "name = models.CharField(max_length=60)",
        {f"Customer.name {WIDER}"},
    ),
]

TYPES: list[Mutation] = [
    (
        "max_length longer",
        'note = models.CharField("note", max_length=50',
        'note = models.CharField("note", max_length=60',
        order(f"note {WIDER}"),
    ),
    (
        "max_length shorter",
        'note = models.CharField("note", max_length=50',
        'note = models.CharField("note", max_length=40',
        order(f"note {NARROWER}"),
    ),
    ("text", 'note = models.CharField("note", max_length=50', 'note = models.TextField("note"', order(f"note {WIDER}")),
    (
        "text to varchar",
        "text = models.TextField(",
        "text = models.CharField(max_length=99, ",
        order(f"text {NARROWER}"),
    ),
    ("bigint", "count = models.IntegerField", "count = models.BigIntegerField", order(f"count {WIDER}")),
    ("smallint", "count = models.IntegerField", "count = models.SmallIntegerField", order(f"count {NARROWER}")),
    (
        "number to text",
        "weight = models.FloatField(default=0)",
        "weight = models.TextField()",
        order(f"weight {MOVED}"),
    ),
    (
        "float to numeric",
        "weight = models.FloatField(",
        "weight = models.DecimalField(max_digits=9, decimal_places=2, ",
        order(f"weight {MOVED}"),
    ),
    ("precision", "max_digits=10", "max_digits=12", order(f"total {WIDER}")),
    ("precision less", "max_digits=10", "max_digits=8", order(f"total {NARROWER}")),
    ("scale", "max_digits=10, decimal_places=2", "max_digits=12, decimal_places=4", order(f"total {WIDER}")),
    ("scale at the cost of digits", "decimal_places=2", "decimal_places=4", order("total neutral breaks together")),
    ("date", "made = models.DateTimeField", "made = models.DateField", order(f"made {MOVED}")),
    ("base of an array", "models.CharField(max_length=5)", "models.CharField(max_length=8)", order(f"parts {WIDER}")),
    ("other base of an array", "models.CharField(max_length=5)", "models.IntegerField()", order(f"parts {MOVED}")),
    (
        "no array",
        "ArrayField(models.CharField(max_length=5), default=list)",
        "models.CharField(max_length=5)",
        order(f"parts {MOVED}"),
    ),
    ("collation", 'db_collation="C"', 'db_collation="POSIX"', order("sort_key breaks neutral any")),
    ("no collation", ', db_collation="C"', "", order("sort_key breaks neutral any")),
    ("enum of another name", 'type_name="state"', 'type_name="states"', order(f"state {MOVED}")),
    ("enum in another schema", 'schema="toy"', 'schema="shop"', order(f"state {MOVED}")),
    (
        "enum to varchar",
        'PgEnumField(enum=State, type_name="state", schema="toy")',
        "models.CharField(max_length=9)",
        order(f"state {MOVED}"),
    ),
    (
        "enum label new",
        '    PAID = "paid", "Paid"\n',
        '    PAID = "paid", "Paid"\n    LOST = "lost", "Lost"\n',
        order(f"state {NEW}"),
    ),
    ("enum label gone", '    PAID = "paid", "Paid"\n', "", order(f"state {NARROWER}")),
    ("enum value", 'PAID = "paid"', 'PAID = "payed"', order(f"state {NARROWER}", f"state {NEW}")),
    (
        "enum order",
        '    OPEN = "open", "Open"\n    PAID = "paid", "Paid"\n',
        '    PAID = "paid", "Paid"\n    OPEN = "open", "Open"\n',
        order("state neutral neutral any"),
    ),
]

VALUES: list[Mutation] = [
    (
        "NULL",
        "count = models.IntegerField(default=0)",
        "count = models.IntegerField(default=0, null=True)",
        order("count breaks additive library"),
    ),
    ("NOT NULL", "text = models.TextField(null=True)", "text = models.TextField()", order(f"text {NARROWER}")),
    ("db_default", "db_default=1", "db_default=2", order("priority neutral breaks any")),
    (
        "db_default as a function",
        "db_default=Now()",
        "db_default=models.Value('2026-01-01')",
        order("made neutral breaks any"),
    ),
    (
        "db_default new",
        "size = models.SmallIntegerField(default=0)",
        "size = models.SmallIntegerField(db_default=0)",
        order(f"size {WIDER}"),
    ),
    ("db_default gone", "db_default=1", "default=1", order(f"priority {NARROWER}")),
    ("generated otherwise", 'models.F("count") * 2', 'models.F("count") * 3', order("double breaks neutral any")),
    (
        "no longer generated",
        SOURCE[SOURCE.index("    double = ") : SOURCE.index("    tags =")],
        "    double = models.IntegerField()\n",
        order("double neutral breaks together"),
    ),
    (
        "generated now",
        "weight = models.FloatField(default=0)",
        (
            "weight = models.GeneratedField("
            'expression=models.F("stock") * 1.5, output_field=models.FloatField(), db_persist=True)'
        ),
        order("weight neutral breaks together"),
    ),
]

KEYS: list[Mutation] = [
    (
        "wider key",
        "class Customer(Named):\n",
        "class Customer(Named):\n    id = models.AutoField(primary_key=True)\n",
        {f"Customer.id {NARROWER}", *order(*(f"{name}_id {NARROWER}" for name in ("agent", "customer", "payer")))},
    ),
    (
        "key of another type",
        "class Customer(Named):\n",
        "class Customer(Named):\n    id = models.UUIDField(primary_key=True)\n",
        {
            f"Customer.id {MOVED}",
            f"Customer.id {NARROWER}",  # of another type, and not numbered
            *order(*(f"{name}_id {MOVED}" for name in ("agent", "customer", "payer"))),
        },
    ),
    (
        "identity of a plain key",
        "word = models.CharField(max_length=20, primary_key=True)",
        "word = models.AutoField(primary_key=True)",
        {f"Tag.word {MOVED}", f"Tag.word {WIDER}", f"{THROUGH}.tag_id {MOVED}"},
    ),
    (
        "composite key",
        'CompositePrimaryKey("order_id", "position")',
        'CompositePrimaryKey("position", "order_id")',
        {f"Line {MOVED}"},
    ),
    (
        "composite key to a key",
        '    pk = models.CompositePrimaryKey("order_id", "position")\n',
        "",
        {f"Line {MOVED}", f"Line.id {NEW}"},
    ),
    (
        "unique",
        "number = models.IntegerField(unique=True)",
        "number = models.IntegerField()",
        {f"Customer.number {GONE}"},
    ),
    (
        "unique now",
        "name = models.CharField(max_length=50)",
        "name = models.CharField(max_length=50, unique=True)",
        {f"Customer.name {NARROWER}"},
    ),
    ("unique_together gone", 'unique_together = [("customer", "code")]', "", order(f". {GONE}")),
    (
        "unique_together over more",
        '("customer", "code")]',
        '("customer", "code", "kind")]',
        order(f". {GONE}", f". {NARROWER}"),
    ),
    (
        "unique constraint gone",
        '            models.UniqueConstraint(Lower("note"), name="note_lower"),\n',
        "",
        order(f"note_lower {GONE}"),
    ),
    ("condition of a unique constraint", "count__gt=0", "count__gt=1", order(f"note {GONE}", f"note {NARROWER}")),
    ("deferrable", "deferrable=models.Deferrable.DEFERRED", "", order(f"size {NARROWER}")),
    (
        "NULL is not distinct",
        'fields=["size"]',
        'fields=["size"], nulls_distinct=False',
        order(f"size {GONE}", f"size {NARROWER}"),
    ),
    ("name of a constraint", "note_lower", "note_once", order("note_once neutral neutral any")),
    ("check", "total__gte=0", "total__gt=0", order(f"total_positive {NARROWER}")),
    (
        "check new",
        "            models.CheckConstraint(",
        (
            '            models.CheckConstraint(condition=models.Q(size__gt=0), name="size_positive"),\n'
            "            models.CheckConstraint("
        ),
        order(f"size_positive {NARROWER}"),
    ),
    (
        "check gone",
        '            models.CheckConstraint(condition=models.Q(total__gte=0), name="total_positive"),\n',
        "",
        order("total_positive neutral additive library"),
    ),
    (
        "check of a field",
        "stock = models.PositiveIntegerField",
        "stock = models.IntegerField",
        order("stock neutral additive library"),
    ),
    (
        "check of a field now",
        "count = models.IntegerField",
        "count = models.PositiveIntegerField",
        order(f"count {NARROWER}"),
    ),
    (
        "index gone",
        'indexes = [models.Index(fields=["code"], name="code_index")]',
        "",
        order("order_code neutral neutral any"),
    ),
    (
        "index new",
        "text = models.TextField(",
        "text = models.TextField(db_index=True, ",
        order("text neutral neutral any"),
    ),
]

RELATIONS: list[Mutation] = [
    ("on_delete", "on_delete=models.CASCADE", "on_delete=models.PROTECT", order("customer_id neutral breaks any")),
    ("related_name", 'related_name="orders"', 'related_name="purchases"', order(f"customer_id {PYTHON}")),
    (
        "related_name given to a default",
        "null=True, db_constraint=False",
        'null=True, db_constraint=False, related_name="mine"',
        order(f"agent_id {PYTHON}"),
    ),
    ("related_name hidden", 'related_name="orders"', 'related_name="+"', order(f"customer_id {PYTHON}")),
    ("related_name shown", 'related_name="+"', 'related_name="paid"', order(f"payer_id {MORE_PYTHON}")),
    (
        "related_query_name",
        'related_name="orders"',
        'related_name="orders", related_query_name="sale"',
        order(f"customer_id {PYTHON}"),
    ),
    ("enforced", "null=True, db_constraint=False", "null=True", order(f"agent_id {NARROWER}")),
    (
        "not enforced",
        'related_name="orders"',
        'related_name="orders", db_constraint=False',
        order("customer_id breaks additive library"),
    ),
    ("to_field", 'to_field="number", ', "", order(f"seller_id {MOVED}", f"seller_id {WIDER}")),
    (
        "other target",
        "customer = models.ForeignKey(Customer",
        "customer = models.ForeignKey('self'",
        order(f"customer_id {MOVED}"),
    ),
    (
        "one to one",
        'models.ForeignKey(Customer, models.PROTECT, null=True, to_field="number"',
        'models.OneToOneField(Customer, models.PROTECT, null=True, to_field="number"',
        order(f"seller_id {NARROWER}", "seller_id neutral neutral any"),
    ),
    (
        "foreign key of a number",
        "count = models.IntegerField(default=0)",
        'count = models.ForeignKey(Customer, models.CASCADE, to_field="number", db_column="count", related_name="all")',
        order(f"count {MORE_PYTHON}", f"count {NARROWER}", "count neutral neutral any"),
    ),
    (
        "many-to-many gone",
        '    tags = models.ManyToManyField(Tag, related_name="tagged")\n',
        "",
        order(f"tags {PYTHON}") | {f"{THROUGH} {GONE}"},
    ),
    (
        "many-to-many new",
        "    data =",
        '    words = models.ManyToManyField(Tag, related_name="worded")\n    data =',
        order(f"words {MORE_PYTHON}") | {f"Order_words {NEW}"},
    ),
    ("related_name of a many-to-many", 'related_name="tagged"', 'related_name="orders"', order(f"tags {PYTHON}")),
    (
        "table of a many-to-many",
        'related_name="tagged"',
        'related_name="tagged", db_table="tagging"',
        {f"{THROUGH} {MOVED}"},
    ),
]

MUTATIONS = [*SILENT, *TABLES, *COLUMNS, *TYPES, *VALUES, *KEYS, *RELATIONS]


def contract(source: str) -> Contract:
    """Return the contract of the toy app with this source."""
    namespace: dict[str, Any] = {"__name__": "tests.apps.shop.models"}
    with isolate_apps("tests.apps.shop") as isolated:
        exec(source, namespace)  # noqa: S102  # the source of the toy app
        assert isolated
        return of_models(isolated.get_models(include_auto_created=True), version="1.0")


@pytest.fixture(scope="module")
def before() -> Contract:
    return contract(SOURCE)


@pytest.mark.parametrize(("old", "new", "expected"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS])
def test_a_mutation_has_its_effects(before: Contract, old: str, new: str, expected: Expected) -> None:
    """On readers, on writers and on who moves first, at its place."""
    assert old in SOURCE

    changes = diff(before, contract(SOURCE.replace(old, new)))

    found = [
        f"{one.place.removeprefix('shop.')} {one.rule.reader} {one.rule.writer} {one.rule.first}" for one in changes
    ]
    assert {*found} == expected, [str(change) for change in changes]


@pytest.mark.parametrize(("old", "new"), [m[1:3] for m in MUTATIONS[::9]])
def test_a_file_tells_the_same(before: Contract, old: str, new: str) -> None:
    """As the models themselves."""
    after = contract(SOURCE.replace(old, new))
    read = [Contract.loads(side.dumps(), source="a file") for side in (before, after)]

    assert diff(*read) == diff(before, after)
