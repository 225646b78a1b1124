"""Sources of the type ``folder``: text files below a server folder."""

import codecs
import logging
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError

from agent360_models import conf
from agent360_models.automate import _faults
from agent360_models.automate.exceptions import KnowledgeSourceError
from agent360_models.automate.runtime.source_kinds import Document, SourceKind, source_kind
from agent360_models.validators import validate_text

logger = logging.getLogger(__name__)

MAX_BYTES = 1_000_000  # per file, unless the config sets it
_MOST_BYTES = 10_000_000
_MOST_NAMES = 20  # patterns, each of which searches the folder, and encodings, each of which reads a file
_MOST_STARS = 2  # per name: each further star multiplies the work of Python's matching by the length of the name
# Encodings of files: Python's, if they decode in linear time. Not punycode, idna, unicode_escape, utf-7.
_ENCODING = re.compile(
    r"utf-8(-sig)?|utf-(16|32)(-[bl]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|big5(hkscs)?|gb(2312|k|18030)|hz"
    r"|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620|kz1048|ptcp154|hp-roman8"
)
_KINDS: _faults.Kinds = {
    "root": _faults.Kind(
        "an absolute path, such as /srv/handbook", lambda value: _faults.is_text(value) and Path(value).is_absolute()
    ),
    "patterns": _faults.texts(_MOST_NAMES),
    "encodings": _faults.texts(_MOST_NAMES),
    "max_bytes": _faults.count(1, _MOST_BYTES),
}


@source_kind("folder")
class Files(SourceKind):
    """The files below ``root`` that match a pattern. Each file is a document, and its path below ``root`` is the id.

    ``{"root": "/srv/handbook", "patterns": ["**/*.md"], "encodings": ["utf-8"], "max_bytes": 1000000}``

    Nothing outside ``root`` is read, wherever patterns or symbolic links lead. A file that is too large, or is not
    text in any of the encodings, is skipped and logged.
    """

    options = frozenset(_KINDS)

    def validate(self) -> None:
        """Raise ``ValidationError`` for a relative root, patterns that lead out of it, and unknown encodings."""
        super().validate()
        if faults := _faults.of_object(self.config, _KINDS, ["root"]):
            raise ValidationError(faults)
        for pattern in self.config.get("patterns", ()):
            parts = PurePosixPath(pattern).parts
            if not parts or PurePosixPath(pattern).is_absolute() or ".." in parts or "\\" in pattern:
                raise ValidationError(f"The pattern {pattern!r} leads out of the root. Write it as docs/**/*.md.")
            if any("**" in part and part != "**" for part in parts) or parts.count("**") > 1:
                raise ValidationError(f"In the pattern {pattern!r}, ** may stand once, and as a whole folder.")
            if any(part.count("*") > _MOST_STARS for part in parts):
                raise ValidationError(f"In the pattern {pattern!r}, * may stand {_MOST_STARS} times in a name at most.")
        for encoding in self.config.get("encodings", ()):
            _check_encoding(encoding)

    def check_reach(self) -> None:
        """Raise ``KnowledgeSourceError`` for a root that is not at or below one of ``KNOWLEDGE_FOLDERS``."""
        root = Path(self.config["root"]).resolve()
        if not any(map(root.is_relative_to, conf.knowledge_folders())):
            raise KnowledgeSourceError(
                f"The root of the source {self.source} is not below any of AGENT360_MODELS['KNOWLEDGE_FOLDERS']. Add it"
                " there, as an absolute path, if sources may read its files."
            )

    def documents(self) -> Iterator[Document]:
        root = Path(self.config["root"]).resolve()
        if not root.is_dir():
            raise KnowledgeSourceError(f"The root of the source {self.source} is not a folder on this server.")
        patterns = self.config.get("patterns", ["**/*.md", "**/*.txt"])
        for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
            try:
                yield self._document(root, path)
            except _LeftOutError as reason:
                logger.warning("Source %s: %r is left out: %s.", self.source, str(path.relative_to(root)), reason)

    def _document(self, root: Path, path: Path) -> Document:
        real, name = path.resolve(), path.relative_to(root).as_posix()
        if not real.is_file():
            raise _LeftOutError("it is not a file")
        if not real.is_relative_to(root):
            raise _LeftOutError("a symbolic link leads out of the root")
        max_bytes: int = self.config.get("max_bytes", MAX_BYTES)
        with real.open("rb") as file:
            content = file.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise _LeftOutError(f"it is longer than {max_bytes} bytes")
        body = self._text(content)
        try:
            validate_text(name + body)
        except ValidationError as error:
            raise _LeftOutError("it is not a text that PostgreSQL can store") from error
        first = body.lstrip().partition("\n")[0]
        return Document(id=name, title=first.lstrip("# ").strip() if first.startswith("#") else path.stem, body=body)

    def _text(self, content: bytes) -> str:
        for encoding in self.config.get("encodings", ["utf-8"]):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise _LeftOutError("it is not a text in any encoding of the source")


class _LeftOutError(Exception):
    """A file is skipped; the message gives the reason."""


def _check_encoding(name: str) -> None:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if not _ENCODING.fullmatch(known):
        raise ValidationError(f"{name[:50]!r} is not a text encoding, or not one for files.")
