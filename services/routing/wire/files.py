"""The data files of a province, checked for their form. What they mean together is checked by their use cases."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from services.routing.domain.catalogue import Catalogue
from services.routing.domain.clocks import TimetableFile
from services.routing.domain.directory import Directory
from shared.kernel.refusals import Invalid

File = TypeVar("File")


class BadFile(Invalid):
    """A data file cannot be read, or has a member that does not belong there."""

    zh = "数据文件{file}不符合要求：{fault}"
    en = "The data file {file} is not acceptable: {fault}"


def read_directory(path: Path) -> Directory:
    """`directory.toml`. Raises BadFile."""
    return _read(path, TypeAdapter(Directory))


def read_catalogue(path: Path) -> Catalogue:
    """`dispatch.toml`. Raises BadFile."""
    return _read(path, TypeAdapter(Catalogue))


def read_timetable(path: Path) -> TimetableFile:
    """`calendars.toml`. Raises BadFile."""
    return _read(path, TypeAdapter(TimetableFile))


def _read(path: Path, form: TypeAdapter[File]) -> File:
    try:
        return form.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadFile(file=path.name, fault="; ".join(faults)) from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadFile(file=path.name, fault=str(error)) from None
