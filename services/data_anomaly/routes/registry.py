"""What is registered, and the trust file that follows from it."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.data_anomaly.routes.common import MadeDep
from services.data_anomaly.usecases import registering
from services.data_anomaly.wire.registry import (
    ConnectorParams,
    ConnectorView,
    EnvelopeView,
    GrantsView,
    GrantView,
    KeyParams,
    KeyView,
    TypesView,
    TypeView,
)
from shared.kernel.ids import SystemCode
from shared.runtime.http.deps import ActorDep, ReadDep, TxDep
from shared.runtime.http.once import OnceDep

router = APIRouter(prefix="/v1", tags=["registry"])
SystemPath = Annotated[str, Path(max_length=64, description="Code of the connected system.")]


@router.get("/types")
async def list_types(tx: ReadDep, actor: ActorDep) -> TypesView:
    """The catalogue of anomaly types in force."""
    return TypesView(items=[TypeView.of(type_) for type_ in await registering.list_types(tx, actor)])


@router.get("/authorities")
async def list_grants(tx: ReadDep, actor: ActorDep) -> GrantsView:
    """Which department may certify what."""
    return GrantsView(items=[GrantView.of(grant) for grant in await registering.list_grants(tx, actor)])


@router.post("/keys", status_code=201, response_model=KeyView)
async def register_key(params: KeyParams, tx: TxDep, actor: ActorDep, once: OnceDep) -> Response:
    """Register the public half of an officer's key. The private half never leaves the officer."""

    async def create() -> KeyView:
        key = registering.officer_key(tx.now, alg=params.alg, pub=params.pub, unit=actor.unit, person=params.person)
        return KeyView.of(params.kid, await registering.register_key(tx, actor, params.kid, key))

    return await once(tx, create, location=lambda _: f"/anomaly/v1/keys/{params.kid}")


@router.post("/connectors", status_code=201, response_model=ConnectorView)
async def register_connector(
    params: ConnectorParams, tx: TxDep, actor: ActorDep, once: OnceDep, made: MadeDep
) -> Response:
    """Say how a system is reached, by which guard it answers, and what it publishes."""

    async def create() -> ConnectorView:
        guard = registering.guard_key(tx.now, pub=params.guard.pub, unit=actor.unit)
        units = await made.directory.units(tx)
        connector = params.connector(actor.unit)
        return ConnectorView.of(
            await registering.register_connector(tx, actor, connector, guard, units=units, networks=made.networks)
        )

    return await once(tx, create, location=lambda _: f"/anomaly/v1/connectors/{params.system}/trust")


@router.get("/connectors/{system}/trust")
async def read_trust(system: SystemPath, tx: ReadDep, actor: ActorDep, made: MadeDep) -> EnvelopeView:
    """The trust file for a system's guard and for verifiers, signed by the root key that they pin."""
    trust = await registering.read_trust(tx, actor, SystemCode(system), signer=made.signer)
    return EnvelopeView.of(made.signer.trust_file(trust, now=tx.now))
