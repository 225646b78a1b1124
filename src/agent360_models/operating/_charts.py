"""Small SVG bar charts for table cells: without scripts, with colours for light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

# Dark enough on white, light enough on black.
COLOURS = {"good": "#2e8b57", "late": "#c77700", "bad": "#d0342c", "rows": "#3b82c4", "idle": "#8a8f98"}

_WIDTH, _GAP, _HEIGHT = 5, 1, 30
_LEAST = 2.0  # the minimum height of a bar, so that small numbers are visible


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of stacked numbers, each in a colour of ``COLOURS``; empty if all are 0."""

    title: str
    parts: Sequence[tuple[str, int]] = ()
    url: str = ""


def bars(all_bars: Sequence[Bar], label: str) -> SafeString:
    """Return the bars side by side, the highest as high as the picture; ``label`` describes them in words."""
    highest = max((sum(number for _, number in bar.parts) for bar in all_bars), default=0) or 1
    drawn = [_bar(bar, place * (_WIDTH + _GAP), _HEIGHT / highest) for place, bar in enumerate(all_bars)]
    width = len(all_bars) * (_WIDTH + _GAP) - _GAP
    return format_html(
        '<svg role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}'
        '<path d="M0 {base}H{width}" stroke="{}" stroke-width="1"/></svg>',
        label,
        width,
        _HEIGHT + 1,
        width,
        _HEIGHT + 1,
        mark_safe("".join(drawn)),  # noqa: S308  # each bar is escaped
        COLOURS["idle"],
        base=_HEIGHT + 0.5,
        width=width,
    )


def _bar(bar: Bar, x: int, scale: float) -> str:
    """Return the SVG of a bar; numbers and colours are not escaped, which would take most of a page's time."""
    top = float(_HEIGHT)
    inner = ""
    for colour, number in bar.parts:
        if number:
            height = max(number * scale, _LEAST)
            top -= height
            place = f'x="{x}" y="{max(top, 0):.1f}" width="{_WIDTH}" height="{height:.1f}"'
            inner += f'<rect {place} fill="{COLOURS[colour]}"/>'
    if not inner:
        return ""
    inner = f"<title>{escape(bar.title)}</title>{inner}"
    return f'<a href="{escape(bar.url)}">{inner}</a>' if bar.url else f"<g>{inner}</g>"
