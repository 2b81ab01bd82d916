"""The scenarios, in the order in which they run."""

from bench.scenario import Scenario
from bench.scenarios import accept, apply, batch, console, deliver, idle, queue, relay, story

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        accept.SCENARIO,
        batch.SCENARIO,
        relay.SCENARIO,
        apply.SCENARIO,
        story.SCENARIO,
        deliver.SCENARIO,
        queue.SCENARIO,
        console.SCENARIO,
        idle.SCENARIO,
    )
}
