"""The command: writes what is published, or says how it differs; refuses what would break those who rely on it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from cli.contracts import published
from cli.contracts.pages import PAGES
from cli.contracts.services import composed, subclasses
from cli.installation import ROOT
from shared.contracts import compatibility
from shared.contracts.event import Event
from shared.contracts.registry import EVENTS
from shared.contracts.schemas import schema_of
from shared.kernel.access import Unguarded

SCHEMAS = Path("shared/contracts/schemas")
DOCUMENTS = Path("docs/reference/openapi")
CANNOT = """已冻结的契约不能这样改：请用新版本的事件类，或新的接口路径。从未发布过的，删除冻结文件后重新生成。
A frozen contract cannot change like this: make a new version of the class, or a new path.
What was never released may be frozen anew: delete the file that is named, then run make contracts."""
DIFFERS = "与代码不一致，请运行 make contracts · differs from the code: run make contracts"


def contracts(
    check: Annotated[bool, typer.Option("--check", help="只比较，不写 · compare only, write nothing")] = False,
) -> None:
    """生成事件模式、接口文档与参考页，拒绝破坏已冻结的契约 · schemas, OpenAPI documents and reference pages."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        passed = publish(ROOT, check=check, say=lambda line: console.print(line, markup=False))
    except Unguarded as fault:
        console.print(f"✗ {fault}", markup=False)
        passed = False
    if not passed:
        raise typer.Exit(1)


def publish(root: Path, *, check: bool, say: Callable[[str], object]) -> bool:
    """Brings the generated files below `root` up to date; False if that breaks a promise, or a check finds them old."""
    faults = list(broken(root))
    for fault in faults:
        say(f"✗ {fault}")
    if faults:
        say(CANNOT)
        return False
    different = {path: text for path, text in wanted().items() if read(root / path) != text}
    for path, text in different.items():
        say(f"{'✗' if check else '✓'} {path}")
        if not check:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    if check and different:
        say(DIFFERS)
    return not (check and different)


def wanted() -> Mapping[Path, str]:
    """Every generated file, by its place in the tree, with the text that today's code gives it."""
    schemas = {SCHEMAS / f"{name}.json": _json(schema_of(event)) for name, event in EVENTS.items()}
    documents = {DOCUMENTS / f"{service.name}.json": _json(service.document) for service in composed()}
    return {**schemas, **documents, **{Path(path): page() for path, page in PAGES.items()}}


def broken(root: Path) -> Iterator[str]:
    """Every incompatibility between today's code and what is frozen below `root`."""
    schemas = {name: schema_of(event) for name, event in EVENTS.items()}
    unlisted = {event.TYPE: event for event in subclasses(Event) if "TYPE" in vars(event)}
    for name, frozen in _frozen(root / SCHEMAS):
        file = SCHEMAS / f"{name}.json"
        if name in schemas:
            yield from (f"{file}: {fault}" for fault in compatibility.breaks(frozen, schemas[name]))
        elif name in unlisted:
            event = unlisted[name]
            yield f"{file}: {event.__name__} is not in EVENTS of {event.__module__.replace('.', '/')}.py"
        else:
            yield f"{file}: frozen, and there is no class of this type"
    documents = {str(service.name): service.document for service in composed()}
    for name, frozen in _frozen(root / DOCUMENTS):
        if name in documents:
            yield from (f"{DOCUMENTS / name}.json: {fault}" for fault in published.breaks(frozen, documents[name]))
        else:
            yield f"{DOCUMENTS / name}.json: published, and there is no service of this name"


def read(path: Path) -> str | None:
    """What a file holds now; None where there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else None


def _frozen(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
