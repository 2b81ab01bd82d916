"""What is registered: anomaly types, grants, keys, connectors; and the trust file that follows from them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from pydantic import ValidationError

from services.data_anomaly.domain.authority import Grant
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.policy import RULES
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.domain.target import Connector
from services.data_anomaly.domain.types import AnomalyType, require_operator
from services.data_anomaly.store import registry
from services.data_anomaly.usecases.told import READ
from shared.evidence import leaves
from shared.evidence.canonical import canonical, sha256
from shared.evidence.codes import Unproven
from shared.evidence.records import Catalogue, CatalogueType, Leaf
from shared.evidence.scalars import stamp
from shared.evidence.trust import Key, Trust
from shared.kernel.access import SYSTEM, Actor, decide
from shared.kernel.ids import SystemCode, UnitCode
from shared.kernel.refusals import Conflict, Invalid, NotFound
from shared.kernel.units import Unit
from shared.runtime.tx import Tx

TRUST_HOLDS = timedelta(days=30)
KEY_HOLDS = timedelta(days=730)
FENCE = timedelta(seconds=120)
"""How long after a reservation a write may still begin; guards are told so in the trust file."""


class ChangedUnderItsVersion(Conflict):
    """A catalogue entry was altered without a new version; cases would change their meaning."""

    zh = "{ref}的内容变了而版本没有变，请使用新版本号。"
    en = "{ref} was altered without a new version."


class TwoGrants(Conflict):
    """A department holds one grant at a time."""

    zh = "{unit}同时有两项有效授权：{ids}。"
    en = "{unit} holds two grants at once: {ids}."


class KeyKnown(Conflict):
    """A key id means one key for ever."""

    zh = "密钥编号{kid}已登记。"
    en = "The key id {kid} is taken."


class NotAKey(Invalid):
    """The text is no public key of the algorithm it is given for."""

    zh = "不是有效的{alg}公钥。"
    en = "This is not a public {alg} key."


class NoSuchConnector(NotFound):
    """Nobody has registered how this system is reached."""

    zh = "系统{system}没有登记连接器。"
    en = "No connector is registered for {system}."


async def load_catalogue(tx: Tx, types: Sequence[AnomalyType], grants: Sequence[Grant], *, signer: Signer) -> None:
    """Takes over catalogue and grants as the province wrote them; what is known already changes nothing.

    Every department with a grant gets a seal.
    """
    tx.permit(decide(RULES, READ, SYSTEM, "load_catalogue"))
    known = await registry.types(tx)
    for type_ in types:
        before = known.get(type_.code)
        if before and before.version == type_.version and before != type_:
            raise ChangedUnderItsVersion(ref=type_.ref)
    if fresh := [type_ for type_ in types if known.get(type_.code) != type_]:
        await registry.add_types(tx, fresh)
    held = {grant.id: (version, grant) for version, grant in await registry.grants(tx)}
    changed = [
        (held[grant.id][0] + 1, held[grant.id][1].becomes(grant, at=tx.now)) if grant.id in held else (1, grant)
        for grant in grants
        if grant.id not in held or held[grant.id][1] != grant
    ]
    _one_at_a_time([*{**{grant.id: grant for _, grant in held.values()}, **{g.id: g for g in grants}}.values()])
    if changed:
        await registry.add_grants(tx, changed)
    keys = await registry.keys(tx)
    seals = {
        kid: _key(tx.now, alg="Ed25519", pub=pub, use="seal", unit=unit)
        for unit in sorted({grant.unit for grant in grants})
        for kid, pub in [signer.seal_key(unit)]
        if kid not in keys
    }
    if seals:
        await registry.add_keys(tx, seals)
    entries = [
        _leaf(tx, "authority.granted", f"{grant.id}/{version}", grant=grant.sha256) for version, grant in changed
    ]
    if fresh:
        whole = catalogue(await registry.types(tx))
        entries.append(_leaf(tx, "catalogue.published", whole.sha256[:16], catalogue=whole.sha256))
    await registry.log(tx, [*entries, *(_key_leaf(tx, kid, key) for kid, key in seals.items())])


async def register_key(tx: Tx, actor: Actor, kid: str, key: Key) -> Key:
    """The head of a unit registers the public half of an officer's key; the private half never leaves the officer."""
    tx.permit(decide(RULES, READ, actor, "register_key", owner=UnitCode(key.unit)))
    if kid in await registry.keys(tx):
        raise KeyKnown(kid=kid, pointer="/kid")
    await registry.add_keys(tx, {kid: key})
    await registry.log(tx, [_key_leaf(tx, kid, key)])
    return key


async def register_connector(
    tx: Tx,
    actor: Actor,
    connector: Connector,
    guard: Key,
    *,
    units: Mapping[UnitCode, Unit],
    networks: TargetNetworks,
) -> Connector:
    """Whoever operates a system says how it is reached; a new version replaces the old one, the guard's key stays."""
    operator = require_operator(connector.system, units)
    tx.permit(decide(RULES, READ, actor, "register_connector", owner=operator.code))
    networks.require(connector.base_url, pointer="/base_url")
    known = (await registry.keys(tx)).get(connector.guard_kid)
    if known is None:
        await registry.add_keys(tx, {connector.guard_kid: guard})
        await registry.log(tx, [_key_leaf(tx, connector.guard_kid, guard)])
    elif (known.pub, known.use) != (guard.pub, "guard"):
        raise KeyKnown(kid=connector.guard_kid, pointer="/guard/kid")
    before = await registry.connector(tx, connector.system)
    version = before[0] + 1 if before else 1
    await registry.add_connector(tx, version, connector)
    await registry.log(
        tx, [_leaf(tx, "config.changed", f"{connector.system}/{version}", config=connector.schema_sha256)]
    )
    return connector


async def read_trust(tx: Tx, actor: Actor, system: SystemCode, *, signer: Signer) -> Trust:
    """What guards and verifiers of a system are to believe from now on."""
    tx.permit(decide(RULES, READ, actor, "read_trust"))
    return await trust_of(tx, system, signer=signer)


async def list_types(tx: Tx, actor: Actor) -> Sequence[AnomalyType]:
    """The catalogue in force."""
    tx.permit(decide(RULES, READ, actor, "list_types"))
    return list((await registry.types(tx)).values())


async def list_grants(tx: Tx, actor: Actor) -> Sequence[Grant]:
    """The grants, those that have ended included."""
    tx.permit(decide(RULES, READ, actor, "list_grants"))
    return [grant for _, grant in await registry.grants(tx)]


async def connector_of(tx: Tx, system: SystemCode) -> Connector:
    """How a system is reached; raises NoSuchConnector."""
    found = await registry.connector(tx, system)
    if found is None:
        raise NoSuchConnector(system=system)
    return found[1]


async def trust_of(tx: Tx, system: SystemCode, *, signer: Signer) -> Trust:
    """The trust file of a system as the registry has it at this instant; its serial is the instant."""
    connector = await connector_of(tx, system)
    return Trust(
        system=str(system),
        schema_sha256=connector.schema_sha256,
        protected=connector.protected,
        fence_seconds=int(FENCE.total_seconds()),
        log=signer.log,
        keys={
            kid: key
            for kid, key in (await registry.keys(tx)).items()
            if key.use != "guard" or kid == connector.guard_kid
        },
        departments={
            str(unit): tuple(grant.told for grant in grants)
            for unit, grants in _by_unit([grant for _, grant in await registry.grants(tx)]).items()
        },
        serial=int(tx.now.timestamp()),
        expires=stamp(tx.now + TRUST_HOLDS),
    )


def catalogue(types: Mapping[str, AnomalyType]) -> Catalogue:
    """The catalogue as verifiers read it."""
    return Catalogue(
        types=tuple(
            CatalogueType(type=type_.ref, zh=type_.name.zh, en=type_.name.en, zones=type_.zones, kinds=type_.kinds)
            for _, type_ in sorted(types.items())
        )
    )


def officer_key(at: datetime, *, alg: str, pub: str, unit: UnitCode, person: str) -> Key:
    """An officer's key, registered now."""
    return _key(at, alg=alg, pub=pub, use="officer", unit=unit, person=person, pointer="/pub")


def guard_key(at: datetime, *, pub: str, unit: UnitCode) -> Key:
    """A guard's key, registered now."""
    return _key(at, alg="Ed25519", pub=pub, use="guard", unit=unit, pointer="/guard/pub")


def _key(
    at: datetime,
    *,
    alg: str,
    pub: str,
    use: str,
    unit: UnitCode,
    person: str | None = None,
    pointer: str | None = None,
) -> Key:
    try:
        return Key.model_validate(
            {
                "alg": alg,
                "pub": pub,
                "use": use,
                "unit": str(unit),
                "person": person,
                "not_before": stamp(at),
                "not_after": stamp(at + KEY_HOLDS),
            }
        )
    except (ValidationError, Unproven):
        raise NotAKey(alg=alg, pointer=pointer) from None


def _by_unit(grants: Sequence[Grant]) -> Mapping[UnitCode, Sequence[Grant]]:
    """The grants of each department, the earliest first."""
    found: dict[UnitCode, list[Grant]] = {}
    for grant in sorted(grants, key=lambda grant: (grant.unit, grant.valid_from)):
        found.setdefault(grant.unit, []).append(grant)
    return found


def _one_at_a_time(grants: Sequence[Grant]) -> None:
    for unit, held in _by_unit(grants).items():
        for one, next_one in pairwise(held):
            if one.valid_to is None or next_one.valid_from < one.valid_to:
                raise TwoGrants(unit=unit, ids=f"{one.id}, {next_one.id}")


def _leaf(tx: Tx, kind: str, ref: str, **hashes: str) -> Leaf:
    return leaves.leaf(kind, at=tx.now, ref=ref, case=None, case_seq=None, **hashes)


def _key_leaf(tx: Tx, kid: str, key: Key) -> Leaf:
    return _leaf(tx, "key.added", kid, key=sha256(canonical(key.json_value())))
