"""The SQL of what the runtime keeps in databases. A service's own tables are in its migrations."""

from importlib.resources import files


def statements(name: str) -> list[str]:
    """The statements of `spine` and `drafts` (schema `runtime` of a service database) or `log` (the `bus` database).

    The files are frozen once released: a change is a new file, applied by a later migration.
    """
    text = files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    lines = (line.split("--", 1)[0].rstrip() for line in text.splitlines())
    return [statement.strip() for statement in "\n".join(lines).split(";") if statement.strip()]
