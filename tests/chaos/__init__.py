"""The spine under faults: a load, what hurts it, what was seen, and the rules that what was seen has to keep."""
