"""The scenarios, in the order in which they run."""

from bench.scenario import Scenario
from bench.scenarios import accept, apply, idle, relay, story

SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (accept.SCENARIO, relay.SCENARIO, apply.SCENARIO, story.SCENARIO, idle.SCENARIO)
}
