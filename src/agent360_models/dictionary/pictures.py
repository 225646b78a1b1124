"""Diagrams of tables and their foreign keys, as SVG: labelled boxes, with arrows to the targets.

The colours come from ``pages/picture.css``. Sizes are fixed, so a page can scroll a wide diagram.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agent360_models.dictionary._layers import lay_out
from agent360_models.dictionary.structure import App, Dictionary, Table

__all__ = ["of_app", "of_table"]

_Link = Callable[[str], str | None]  # from ``app_label.Model`` to its URL
_NARROW, _WIDE = 150.0, 320.0  # the minimum and maximum width of a box
_HEAD = 50.0  # the height of a box without columns
_LINE = 17.0  # the height of a column
_GAP = 14.0  # the vertical gap between boxes
_ROOM = 54.0  # the horizontal space for arrows
_PADDING = 12.0
_LETTER, _SMALL = 8.6, 7.0  # the width of a letter in a title, and in a name
_COLUMNS = 6  # maximum columns named in a box
_STACKED = 6  # more boxes than this are put in a frame with two columns
_PAGE = 900.0  # the width of a page
_EYE = 210.0  # the maximum distance of the middle from the top

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Box:
    """A table in a diagram."""

    title: str
    below: str
    columns: Sequence[str] = ()
    link: str | None = None
    kind: str = ""

    @property
    def width(self) -> float:
        """The width that the texts need."""
        small = max(map(_letters, (self.below, *self.columns)))
        needed = max(_letters(self.title) * _LETTER, small * _SMALL) + 2 * _PADDING
        return min(max(needed, _NARROW), _WIDE)

    @property
    def height(self) -> float:
        return _HEAD + (len(self.columns) * _LINE + 8 if self.columns else 0)


@dataclass(frozen=True, slots=True)
class _Block:
    """One end of an arrow in a table's diagram: a box, or a frame of many boxes."""

    drawn: SafeString
    width: float
    height: float


def of_table(table: Table, dictionary: Dictionary, link: _Link) -> SafeString:
    """Return a diagram of one table, with its targets on the left and the referencing tables on the right."""
    tables = dictionary.tables
    targets: dict[str, list[str]] = {}
    for relation in table.points_at:
        targets.setdefault(relation.target, []).append(relation.column)
    sources: dict[str, list[str]] = {}
    for relation in table.pointed_at_by:
        if relation.model != table.model:
            sources.setdefault(relation.model, []).append(relation.column)
    left = _blocks([_box(model, tables.get(model), link, columns) for model, columns in targets.items()])
    right = _blocks([_box(model, tables.get(model), link, columns) for model, columns in sources.items()])
    middle = _box(table.model, table, link, kind="middle")
    height = max(_height(left), _height(right), middle.height)
    eye = min(height / 2, _EYE)
    x = max(block.width for block in left) + _ROOM if left else 0.0
    parts = [_drawn(middle, middle.width, x, eye - middle.height / 2)]
    for block, y, port in _stacked(left, eye):
        at = x - _ROOM - block.width
        parts += [_moved(block.drawn, at, y), _arrow([(x, eye), (at + block.width, port)])]
    x += middle.width
    for block, y, port in _stacked(right, eye):
        parts += [_moved(block.drawn, x + _ROOM, y), _arrow([(x + _ROOM, port), (x, eye)])]
    x += _ROOM + max(block.width for block in right) if right else 0.0
    return _svg(parts, x, height, f"{table.label}, what it points at on the left, what points at it on the right")


def of_app(app: App, link: _Link) -> SafeString:
    """Return a diagram of an app's tables: each to the right of its targets, with unconnected tables below."""
    boxes = {table.model: _box(table.model, table, link) for table in app.tables}
    columns: dict[tuple[str, str], list[str]] = {}
    for table in app.tables:
        for relation in table.points_at:
            if relation.target in boxes and relation.target != table.model:
                columns.setdefault((table.model, relation.target), []).append(relation.column)
    joined = {model for pair in columns for model in pair}
    layout = lay_out({model: box.height for model, box in boxes.items() if model in joined}, columns, _GAP)
    widths = [
        max((boxes[model].width for model, (layer, _) in layout.boxes.items() if layer == number), default=0.0)
        for number in range(layout.layers)
    ]
    lefts = [sum(widths[:layer]) + layer * _ROOM for layer in range(layout.layers)]
    sides = [(left, left + width) for left, width in zip(lefts, widths, strict=True)]
    parts = [_arrow(_way(places, sides), ", ".join(columns[pair])) for pair, places in layout.arrows.items()]
    for model, (layer, y) in layout.boxes.items():
        parts.append(_drawn(boxes[model], widths[layer], lefts[layer], y - boxes[model].height / 2))
    alone = [box for model, box in boxes.items() if model not in joined]
    each = max((box.width for box in alone), default=0.0)
    in_a_row = max(1, int((max(sides[-1][1] if sides else 0.0, _PAGE) + _GAP) // (each + _GAP)))
    top = layout.height + (3 * _GAP if joined else 0)
    for number, box in enumerate(alone):
        row, place = divmod(number, in_a_row)
        parts.append(_drawn(box, each, place * (each + _GAP), top + row * (_HEAD + _GAP)))
    rows = -(-len(alone) // in_a_row)
    height = top + rows * (_HEAD + _GAP) - _GAP if alone else layout.height
    width = max(sides[-1][1] if sides else 0.0, min(len(alone), in_a_row) * (each + _GAP) - _GAP)
    return _svg(parts, width, height, f"{app.name}, each table to the right of what it points at")


def _box(model: str, table: Table | None, link: _Link, columns: Sequence[str] = (), kind: str = "") -> _Box:
    app, _, name = model.partition(".")
    if len(columns) > _COLUMNS:
        columns = [*columns[: _COLUMNS - 1], f"and {len(columns) - _COLUMNS + 1} more"]
    return _Box(
        title=table.label if table else name,
        below=f"{table.schema}.{table.name}".lstrip(".") if table else app,
        columns=columns,
        link=link(model),
        kind=kind,
    )


def _blocks(boxes: Sequence[_Box]) -> list[_Block]:
    """Return each box separately, or many boxes in one frame with two columns of similar height."""
    each = max((box.width for box in boxes), default=0.0)
    if len(boxes) <= _STACKED:
        return [_Block(_drawn(box, each, 0, 0), each, box.height) for box in boxes]
    bottoms = [3 * _PADDING, 3 * _PADDING]
    parts = []
    for box in boxes:
        shorter = bottoms.index(min(bottoms))
        parts.append(_drawn(box, each, _PADDING + shorter * (each + _GAP), bottoms[shorter]))
        bottoms[shorter] += box.height + _GAP
    width, height = 2 * (each + _PADDING) + _GAP, max(bottoms) - _GAP + _PADDING
    frame = format_html(
        '<g class="er-frame"><rect width="{}" height="{}" rx="12"/><text x="{}" y="24">{} tables</text>{}</g>',
        _n(width),
        _n(height),
        _n(_PADDING + 2),
        str(len(boxes)),
        format_html_join("", "{}", ([part] for part in parts)),
    )
    return [_Block(frame, width, height)]


def _height(blocks: Sequence[_Block]) -> float:
    return sum(block.height + _GAP for block in blocks) - _GAP


def _stacked(blocks: Sequence[_Block], eye: float) -> Iterator[tuple[_Block, float, float]]:
    """Yield the blocks of a side, each with its top and the height of its arrow's end."""
    top = max(0.0, eye - _height(blocks) / 2)
    for block in blocks:
        yield block, top, eye if len(blocks) == 1 else top + block.height / 2
        top += block.height + _GAP


def _drawn(box: _Box, width: float, x: float, y: float) -> SafeString:
    inner = format_html(
        '<title>{} ({})</title><rect width="{}" height="{}" rx="8"/>'
        '<text x="{}" y="22" class="er-title">{}</text><text x="{}" y="39" class="er-name">{}</text>{}',
        box.title,
        box.below,
        _n(width),
        _n(box.height),
        _n(_PADDING),
        _cut(box.title, width, _LETTER),
        _n(_PADDING),
        _cut(box.below, width, _SMALL),
        format_html_join(
            "",
            '<text x="{}" y="{}" class="er-column">{}</text>',
            (
                (_n(_PADDING), _n(_HEAD + 13 + number * _LINE), _cut(column, width, _SMALL))
                for number, column in enumerate(box.columns)
            ),
        ),
    )
    if box.columns:
        inner += format_html('<path d="M0 {y}H{x}"/>', y=_n(_HEAD - 2), x=_n(width))
    kind = f"er-box er-{box.kind}" if box.kind else "er-box"
    if box.link is None:
        return _moved(format_html('<g class="{} er-outside">{}</g>', kind, inner), x, y)
    return _moved(format_html('<a class="{}" href="{}">{}</a>', kind, box.link, inner), x, y)


def _moved(part: SafeString, x: float, y: float) -> SafeString:
    return format_html('<g transform="translate({} {})">{}</g>', _n(x), _n(y), part) if x or y else part


def _way(places: Sequence[tuple[int, float]], sides: Sequence[_Point]) -> list[_Point]:
    """Return the points of an arrow, which leaves a layer on one side and enters the next on the other."""
    points = []
    leftwards = places[0][0] > places[-1][0]
    for number, (layer, y) in enumerate(places):
        enter, leave = sides[layer][leftwards], sides[layer][not leftwards]
        points += [(enter, y)] if number else []
        points += [(leave, y)] if number < len(places) - 1 else []
    return points


def _arrow(points: Sequence[_Point], title: str = "") -> SafeString:
    """Return a line through the points, horizontal at each of them, with an arrowhead at the last."""
    line = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for (x, y), (to_x, to_y) in pairwise(points):
        half = _n((x + to_x) / 2)
        curve = f"C{half} {_n(y)} {half} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
        line += f"H{_n(to_x)}" if y == to_y else curve
    (before, _), (x, y) = points[-2:]
    back = _n(8 if before > x else -8)
    head = f"M{_n(x)} {_n(y)}l{back} -4v8z"
    inner = format_html('<path d="{}"/><path d="{}" class="er-head"/>', line, head)
    return format_html('<g class="er-arrow">{}{}</g>', format_html("<title>{}</title>", title) if title else "", inner)


def _svg(parts: Sequence[SafeString], width: float, height: float, name: str) -> SafeString:
    return format_html(
        '<svg class="er" role="group" aria-label="{}" width="{}" height="{}" viewBox="-2 -2 {} {}">{}</svg>',
        name,
        _n(width + 4),
        _n(height + 4),
        _n(width + 4),
        _n(height + 4),
        format_html_join("", "{}", ([part] for part in parts)),
    )


def _cut(text: str, width: float, letter: float) -> str:
    """Return the text, cut to the width of a box."""
    room = int((width - 2 * _PADDING) / letter + 0.01)
    if _letters(text) <= room:
        return text
    end = next(end for end in range(len(text), -1, -1) if _letters(text[:end]) < room)
    return f"{text[:end]}…"


def _letters(text: str) -> int:
    """Return the length of a text in letters; East Asian wide letters count as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _n(number: float) -> str:
    return f"{round(number, 1):g}"
