"""The tail: each process follows the event log with a reader of its own, and hands what it reads to the hub.

No group and no kept cursor: a process that starts begins a little before the ends, so that clients of its predecessor
come back without a gap.
"""

from collections.abc import Collection, Sequence

from services.notify.domain.bookmarks import FOLLOWED, PLACES
from services.notify.domain.stream import RequestChanged
from services.notify.senders.hub import Hub
from shared.contracts.event import Event
from shared.runtime.consumer import Place
from shared.runtime.eventlog import EventLog, Partition, Reader, Record
from shared.runtime.handling import read
from shared.runtime.leases import let_go
from shared.runtime.supervise import Pulse
from shared.runtime.telemetry import log

BACK = 200
"""Records of each partition that a process reads again when it starts."""
BATCH = 100
WAIT = 1.0
PARTITIONS = [Partition(topic, part) for topic, part in PLACES]


class Tail:
    """Reads the followed topics to their ends, and on."""

    def __init__(self, log: EventLog, hub: Hub, *, types: Collection[str]) -> None:
        """`types` are the event types that are read; others are passed over unparsed."""
        self._log = log
        self._hub = hub
        self._types = types

    async def run(self, pulse: Pulse) -> None:
        """Goes on until cancelled; after a failure of the log it continues where it was, if that is still kept."""
        await self._log.ensure_topics(FOLLOWED)
        starts, ends = await self._log.starts(PARTITIONS), await self._log.ends(PARTITIONS)
        at = self._hub.positions
        if not at or any(not starts[partition] <= at[partition] <= ends[partition] for partition in PARTITIONS):
            at = {partition: max(starts[partition], ends[partition] - BACK) for partition in PARTITIONS}
            self._hub.begin(at)
        reader = self._log.reader(None)
        places = {partition: Place(next=offset, epoch=0) for partition, offset in at.items()}
        try:
            await reader.assign(at)
            while True:
                batches = await reader.fetch(PARTITIONS, limit=BATCH, wait=WAIT)
                for partition, records in batches.items():
                    self._follow(reader, partition, places[partition], records)
                if not batches or all(place.next >= ends[partition] for partition, place in places.items()):
                    self._hub.caught_up()
                pulse.beat()
        finally:
            await let_go(reader.close)

    def _follow(self, reader: Reader, partition: Partition, place: Place, fetched: Sequence[Record]) -> None:
        """Takes what continues the place; what does not is read again from there, since a log may hand out too much."""
        records = place.continuing(fetched)
        if records:
            self._hub.take(partition, [(record, self._told(record)) for record in records], records[-1].offset + 1)
            place.go_on(records[-1].offset + 1)
        if not records or records[-1] is not fetched[-1]:
            if fetched[-1].offset >= place.next:
                place.sought = place.next
            reader.seek(partition, place.next)

    def _told(self, record: Record) -> RequestChanged | None:
        arrival = read(record, self._types)
        if arrival is None:
            return None
        if not isinstance(arrival.content, Event):
            # The consumer parks it, and tells the operators with it.
            log().warning("stream.unreadable", topic=record.partition.topic, event_id=arrival.id)
            return None
        return RequestChanged.of(arrival.content)
