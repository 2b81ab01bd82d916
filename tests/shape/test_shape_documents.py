"""What is published equals what the code does, and every operation is shown by example."""

import pytest
from pydantic_settings import BaseSettings

from cli.contracts.command import publish
from cli.contracts.pages.machines import machines
from cli.contracts.pages.metrics import metrics
from cli.contracts.published import operations
from cli.contracts.services import Composed, composed
from shared.contracts.topics import Service
from shared.runtime.settings import SharedSettings
from tests.support.examples import Example, bodies, send_every_example
from tests.support.tree import ROOT


@pytest.fixture(params=list(Service))
def service(request: pytest.FixtureRequest) -> Composed:
    """Each service in turn."""
    return next(service for service in composed() if service.name is request.param)


def test_every_generated_file_equals_what_the_code_gives_and_nothing_that_was_published_is_broken() -> None:
    said: list[str] = []

    assert publish(ROOT, check=True, say=said.append), "\n".join(said)


def test_an_operation_id_is_unique_over_all_services() -> None:
    ids = [operation["operationId"] for service in composed() for _, _, operation in operations(service.document)]

    assert len(ids) == len(set(ids)) > 40


def test_every_operation_that_takes_a_body_shows_an_example_and_says_who_may_call_it(service: Composed) -> None:
    for method, path, operation in operations(service.document):
        assert list(bodies(service.document, operation)), f"{method} {path} shows no example"
        assert operation.get("description"), f"{method} {path} has no description"
        assert operation["operationId"] in service.rules or operation["security"] == []


def test_every_refusal_of_an_operation_is_described_as_a_problem_document(service: Composed) -> None:
    for method, path, operation in operations(service.document):
        refused = {status: answer for status, answer in operation["responses"].items() if status[0] in "45"}

        assert {"401", "403", "422", "503"} <= refused.keys(), f"{method} {path}"
        assert all("application/problem+json" in answer["content"] for answer in refused.values())


async def test_an_operation_whose_example_was_not_sent_is_missed() -> None:
    sent = []

    async def send(example: Example) -> None:
        sent.append((example.operation, example.media, example.body))

    body = {"content": {"application/json": {"examples": {"one": {"value": 1}, "two": {"value": 2}}}}}
    shown = {"operationId": "put_it", "requestBody": body}
    silent = {"operationId": "forget_it", "requestBody": {"content": {"application/json": {"schema": {}}}}}

    await send_every_example({"paths": {"/x": {"put": shown, "get": {"operationId": "read_it"}}}}, send)
    assert sent == [("put_it", "application/json", 1), ("put_it", "application/json", 2), ("read_it", None, None)]
    with pytest.raises(AssertionError):
        await send_every_example({"paths": {"/x": {"put": silent}}}, send)


def test_every_status_of_a_state_machine_can_be_reached() -> None:
    for machine in machines():
        reached = set(machine.moves.values()) | {next(iter(machine.states))}

        assert reached == set(machine.states), f"{machine.package} {machine.name}"


def test_every_setting_and_every_metric_is_described() -> None:
    settings: list[type[BaseSettings]] = [SharedSettings, *(service.settings for service in composed())]
    silent = [
        f"{one.__module__}.{name}" for one in settings for name, f in one.model_fields.items() if not f.description
    ]

    assert [name for name in silent if not name.endswith(".shared")] == []
    assert all(metric._name.startswith("portdesk_") and metric._documentation for metric in metrics())
