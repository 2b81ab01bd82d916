"""The data_anomaly application: routes, handlers, loops and runtime put together."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI
from pydantic import TypeAdapter

from services.data_anomaly.connectors.keyfolder import KeyFolder
from services.data_anomaly.connectors.looking import Looking
from services.data_anomaly.connectors.rounds import Rounds
from services.data_anomaly.domain.certificates import AuthoritiesFile
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.types import TypesFile
from services.data_anomaly.handlers import handlers
from services.data_anomaly.routes import ROUTERS
from services.data_anomaly.routes.common import Made
from services.data_anomaly.settings import Settings
from services.data_anomaly.usecases import registering
from shared.contracts.topics import Service
from shared.kernel.clock import Clock, SystemClock
from shared.runtime.directory import Directory
from shared.runtime.eventlog import EventLog
from shared.runtime.http.app import base_app
from shared.runtime.leases import Lease
from shared.runtime.service import ServiceRuntime
from shared.runtime.supervise import Loop, Pulse

MONTHLY: tuple[str, ...] = ()
T = TypeVar("T")


def create_app(settings: Settings, *, clock: Clock | None = None, log: EventLog | None = None) -> FastAPI:
    """The application; entering its lifespan connects it. `log` is shared when several services run in one process."""
    types = _written(TypesFile, settings.shared.province_data / "anomaly_types.toml")
    authorities = _written(AuthoritiesFile, settings.shared.province_data / "authorities.toml")
    signer = KeyFolder(settings.key_folder, domain=settings.log_domain)
    directory = Directory()
    networks = TargetNetworks.read(settings.target_networks, loopback=settings.loopback_targets)

    def loops(runtime: ServiceRuntime) -> Sequence[Loop]:
        async def load(pulse: Pulse) -> None:
            async with runtime.transactions.write() as tx:
                await registering.load_catalogue(tx, types.type, authorities.grant, signer=signer)

        rounds = Rounds(
            transactions=runtime.transactions,
            signer=signer,
            networks=networks,
            executor=Lease(runtime.engine, "executions"),
            sequencer=Lease(runtime.engine, "sequencer"),
        )
        return [Loop("catalogue", load, late_after=float("inf")), *rounds.loops()]

    runtime = ServiceRuntime(
        Service.ANOMALY,
        settings,
        package="data_anomaly",
        handlers=handlers(directory),
        monthly=MONTHLY,
        clock=clock or SystemClock(),
        log=log,
        loops=loops,
    )
    app = base_app(
        runtime,
        title="PortDesk data anomaly",
        summary="From a wrong record to a certified correction that an outsider can verify.",
        prefix="/anomaly",
        routers=ROUTERS,
        tags={
            "cases": "Data anomalies and how business settles them.",
            "special case": "Plan, certificate, execution: the only way to a technical correction.",
            "registry": "Types, authorities, keys, connectors, trust.",
            "transparency log": "Heads, leaves and proofs.",
        },
        rules=RULES,
    )
    app.state.made = Made(
        signer=signer,
        directory=directory,
        looking=Looking(runtime.transactions, directory, signer, networks),
        networks=networks,
        rulebook=authorities.certificate,
    )
    return app


def _written(kind: type[T], file: Path) -> T:
    return TypeAdapter(kind).validate_python(tomllib.loads(file.read_text("utf-8")))
