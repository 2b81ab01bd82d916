"""`docs/metrics.md`: every metric, its labels and what it tells."""

from prometheus_client.metrics import MetricWrapperBase

from cli.contracts.markdown import document, table
from shared.runtime import telemetry

OPENING = """The operators' listener of each process serves these at `/metrics` in Prometheus' text format. No person,
enterprise, request or endpoint is ever a label."""


def page() -> str:
    """The page as Markdown."""
    rows = [
        [f"`{_name(metric)}`", metric._type, ", ".join(f"`{label}`" for label in metric._labelnames), help_of(metric)]
        for metric in metrics()
    ]
    return document("Metrics", OPENING, table(["metric", "type", "labels", "meaning"], sorted(rows)))


def metrics() -> list[MetricWrapperBase]:
    """The metrics of `telemetry`: there are no others."""
    return [metric for metric in vars(telemetry).values() if isinstance(metric, MetricWrapperBase)]


def help_of(metric: MetricWrapperBase) -> str:
    """What is said of a metric where it is declared."""
    return metric._documentation


def _name(metric: MetricWrapperBase) -> str:
    return f"{metric._name}_total" if metric._type == "counter" else metric._name
