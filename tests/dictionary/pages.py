"""Pages of a dictionary, read back as a browser would."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

__all__ = ["Box", "Page", "Picture", "read"]


@dataclass
class Box:
    """A table in a picture."""

    link: str | None
    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two have a point in common."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


@dataclass
class Picture:
    """A picture: its boxes, and how large it is."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)


class Page(HTMLParser):
    """What a page has: its text, tags, ids, links and pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.pictures: list[Picture] = []
        self._open: list[tuple[str, float, float, dict[str, str]]] = []  # of a picture, with their places
        self.feed(text)

    @cached_property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes[name] for _, attributes in self.tags for name in ("href", "src") if name in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag == "svg":
            self.pictures.append(Picture(float(attributes["width"]), float(attributes["height"])))
            self._open = [("svg", 0.0, 0.0, attributes)]
        elif self._open and tag in ("g", "a"):
            x, y = map(float, re.findall(r"-?[\d.]+", attributes.get("transform", "0 0")))
            self._open.append((tag, self._open[-1][1] + x, self._open[-1][2] + y, attributes))
        elif self._open and tag == "rect" and "er-box" in self._open[-1][3].get("class", ""):
            _, x, y, parent = self._open[-1]
            size = float(attributes["width"]), float(attributes["height"])
            self.pictures[-1].boxes.append(Box(parent.get("href"), x, y, *size))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[-1][0]:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def read(path: Path) -> Page:
    """Return what a page has."""
    return Page(path.read_text(encoding="utf-8"))
