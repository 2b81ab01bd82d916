"""The generated pages, one module each; `PAGES` says where they go. The words that no code holds stand in them."""

from collections.abc import Callable, Mapping

from cli.contracts.pages import authorisation, events, machines, metrics, problems, settings

PAGES: Mapping[str, Callable[[], str]] = {
    "docs/authorisation.md": authorisation.page,
    "docs/events.md": events.page,
    "docs/http-errors.md": problems.page,
    "docs/metrics.md": metrics.page,
    "docs/settings.md": settings.page,
    "docs/state-machines.md": machines.page,
}
