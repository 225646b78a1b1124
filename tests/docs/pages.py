"""The steps of a page, as somebody takes them who pastes it from top to bottom."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^( *)```(?:\{code-block\} )?(\w+)$")
INVISIBLE = "<!--- invisible-code-block: python"
FILE = re.compile(r"`([\w./ -]+\.(?:py|ini|csv|json|md))`")


@dataclass(frozen=True)
class Block:
    """A block of a page; ``file`` is where the sentence before it says that it goes."""

    line: int
    language: str
    text: str
    file: str | None = None

    def commands(self) -> list[tuple[str, str]]:
        """Return the commands of a console block, each with the output that the page shows."""
        found: list[list[str]] = []
        for line in self.text.splitlines():
            if found and not is_complete(found[-1][0]):
                found[-1][0] += f"\n{line}"
            elif line.startswith("$ ") or "$ " not in self.text:
                found.append([line.removeprefix("$ "), ""])
            else:
                found[-1][1] += f"{line}\n"
        return [(command, output) for command, output in found]


def is_complete(command: str) -> bool:
    """Tell whether all quotes of a command are closed."""
    try:
        shlex.split(command)
    except ValueError:
        return False
    return True


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page, those that a reader does not see among them."""
    found: list[Block] = []
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), 1))
    said = ""
    for number, line in lines:
        if fence := FENCE.match(line):
            indent, language = fence.groups()
            text = until(f"{indent}```", lines, len(indent))
            named = FILE.search(said) if said.endswith(":") else None
            found.append(Block(number, language, text, named and named[1]))
        elif line == INVISIBLE:
            found.append(Block(number, "python", until("-->", lines, 0)))
            continue
        if line:
            said = line.strip()
    return found


def until(end: str, lines: Iterator[tuple[int, str]], indent: int) -> str:
    """Return the lines up to the one that ends a block."""
    taken = []
    for _, line in lines:
        if line == end:
            break
        taken.append(line[indent:] + "\n")
    return "".join(taken)
