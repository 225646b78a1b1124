"""Bars as SVG, small enough to stand in a line of a table: no script, and colours for light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

__all__ = ["COLOURS", "Bar", "bars"]

# Dark enough on white, light enough on black.
COLOURS = {"good": "#2e8b57", "late": "#c77700", "bad": "#d0342c", "rows": "#3b82c4", "idle": "#8a8f98"}

_WIDTH, _GAP, _HEIGHT = 5, 1, 30
_LEAST = 2.0  # of a number that would be too small to see


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: numbers that stand on each other, each in a colour of ``COLOURS``; nothing stands where all are 0."""

    title: str
    parts: Sequence[tuple[str, int]] = ()
    url: str = ""


def bars(all_bars: Sequence[Bar], label: str) -> SafeString:
    """Return the bars beside each other, the highest as high as the picture; ``label`` says them in words."""
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
        format_html_join("", "{}", ([each] for each in drawn if each)),
        COLOURS["idle"],
        base=_HEIGHT + 0.5,
        width=width,
    )


def _bar(bar: Bar, x: int, scale: float) -> SafeString:
    top = float(_HEIGHT)
    rectangles = []
    for colour, number in bar.parts:
        if number:
            height = max(number * scale, _LEAST)
            top -= height
            rectangles.append((x, f"{max(top, 0):.1f}", _WIDTH, f"{height:.1f}", COLOURS[colour]))
    if not rectangles:
        return SafeString()
    inner = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', rectangles)
    title = format_html("<title>{}</title>", bar.title)
    return format_html('<a href="{}">{}{}</a>' if bar.url else "<g>{1}{2}</g>", bar.url, title, inner)
