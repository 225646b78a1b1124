"""The sources of contracts: a file, a git revision, a wheel, or the installed code."""

import shutil
import subprocess
import zipfile
import zlib
from importlib import import_module, resources
from pathlib import Path, PurePosixPath
from typing import IO

from django.apps import apps

import agent360_models
from agent360_models.contract._models import read
from agent360_models.contract._versions import Version
from agent360_models.contract.structure import Contract
from agent360_models.exceptions import ContractError
from agent360_models.families import APPS, is_installed
from agent360_models.loading.files import why_unreadable

NAME = "contract.json"
_LARGEST = 64 * 1024 * 1024  # bytes; the contract of all families has a quarter of a million
INSTALLED = "installed"  # as a source: the installed code
_GIT = "git:"


def load(source: str) -> Contract:
    """Return the contract in a file, ``git:REVISION``, ``git:REVISION:PATH``, or a wheel.

    Raises ``ContractError`` if it cannot be read.
    """
    if source.startswith(_GIT):
        revision, _colon, name = source.removeprefix(_GIT).partition(":")
        return Contract.loads(_at_revision(revision, name), source=source)
    path = Path(source)
    try:
        if zipfile.is_zipfile(path):
            return Contract.loads(_in_wheel(path), source=source)
        with path.open("rb") as file:
            return Contract.loads(_text_of(file, source), source=source)
    except UnicodeDecodeError as error:
        raise ContractError(f"{source} is not a contract; `agent360 contract dump` writes one.") from error
    except OSError as error:
        raise ContractError(f"{source} cannot be read: {error.strerror or error}.") from error


def packaged() -> Contract:
    """Return the contract of all families that this library ships."""
    text = resources.files(agent360_models).joinpath(NAME).read_text(encoding="utf-8")
    return Contract.loads(text, source=NAME)


def installed(like: Contract) -> Contract:
    """Return the contract of the installed code, for the apps of another contract and all families of the library.

    Library apps that the project does not install come from the shipped contract.
    """
    labels = like.labels
    here = [label for label in labels if (is_installed(label) if label in APPS else label in apps.app_configs)]
    if not any(label in APPS for label in labels):
        return read(here, version=version_of(here))
    ours = packaged()
    here += [label for label in APPS if label not in here and is_installed(label)]
    found = read(here, version=agent360_models.__version__)
    return Contract(found.version, {**ours.only([label for label in APPS if label not in here]).models, **found.models})


def version_of(labels: list[str]) -> str:
    """Return the version of the package with all these apps; empty if there are several packages or no version."""
    if labels and all(label in APPS for label in labels):
        return agent360_models.__version__
    packages = {apps.get_app_config(label).name.partition(".")[0] for label in labels}
    versions = {getattr(import_module(package), "__version__", "") for package in packages}
    version = versions.pop() if len(versions) == 1 else ""
    return version if isinstance(version, str) else ""


def release_tags() -> list[str]:
    """Return the release tags in the history of the current git revision, newest first; without pre-releases."""
    found = [(version, tag) for tag in _git("tag", "--list", "--merged").split() if (version := Version.parse(tag))]
    return [tag for version, tag in sorted(found, reverse=True) if version.is_final]


def _at_revision(revision: str, path: str) -> str:
    if not revision or revision.startswith("-"):
        raise ContractError(f"{_GIT}{revision} does not name a revision.")
    if not path:
        names = _git("ls-tree", "-r", "--name-only", "--full-tree", "-z", revision).split("\0")
        found = [name for name in names if PurePosixPath(name).name == NAME]
        if len(found) != 1:
            several = f"several files {NAME}: {', '.join(found)}" if found else f"no {NAME}"
            raise ContractError(f"The revision {revision} has {several}. Name one: {_GIT}{revision}:PATH.")
        path = found[0]
    return _git("show", f"{revision}:{path}")


def _git(*arguments: str) -> str:
    program = shutil.which("git")
    if program is None:
        raise ContractError("git is not installed here.")
    answer = subprocess.run([program, *arguments], capture_output=True, check=False)  # noqa: S603  # no shell
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().splitlines() or ["it ended without a message"]
        raise ContractError(f"git {arguments[0]} failed: {said[0].removeprefix('fatal: ')}.")
    return answer.stdout.decode(errors="replace")


def _in_wheel(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [name for name in archive.namelist() if PurePosixPath(name).name == NAME]
            if len(found) != 1:
                raise ContractError(f"{path} has {'several files' if found else 'no'} {NAME}.")
            member = archive.getinfo(found[0])
            if reason := why_unreadable(member):
                raise ContractError(f"{path} cannot be read: {reason}.")
            with archive.open(member) as file:
                return _text_of(file, str(path))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ContractError(f"{path} is a damaged archive.") from error


def _text_of(file: IO[bytes], source: str) -> str:
    content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ContractError(f"{source} has a contract of more than {_LARGEST:,} bytes, the limit.")
    return content.decode()
