"""Who plays in the story, and what they do in more than one step of it."""

import asyncio
import os
import sys
import time
from typing import Any

import httpx

from cli.demo.stage import Stage
from cli.demo.telling import Teller, expect
from cli.installation import ROOT
from cli.sign import signature
from shared.evidence import keys
from shared.kernel.access import Actor, Role


class Cast:
    """The people and machines, and the case they are about."""

    def __init__(self, stage: Stage, tell: Teller) -> None:
        self.stage = stage
        self.tell = tell
        person = stage.person
        self.port = stage.machine("client-hn-sw-tax", "HA-EPORT", Role.PORT_SYSTEM, "requests:write", "requests:read")
        self.subscriber = stage.machine(
            "client-eport-hooks", "HA-EPORT", Role.SUBSCRIBER, "endpoints:write", "endpoints:read"
        )
        self.administrator = person("p-ha-eport-07")
        self.handler = person("p-ha-eport-02")
        self.planner = person("p-ha-eport-03")
        self.executor = person("p-ha-eport-04")
        self.tax_head = person("p-ha-tax-05")
        self.case_officer = person("p-ha-tax-02")
        self.officers = [person("p-ha-tax-03"), person("p-ha-tax-04")]
        self.first_contact = person("p-ha-410100-port-01")
        self.confirmer = person("p-ha-410100-port-02")
        self.request: dict[str, Any] = {}
        self.second: dict[str, Any] = {}
        self.case: dict[str, Any] = {}
        self.certificate: dict[str, Any] = {}
        self.presented_ops: list[Any] = []

    @property
    def path(self) -> str:
        """Where the main case is."""
        return f"/anomaly/v1/cases/{self.case['id']}"

    @property
    def certificate_path(self) -> str:
        """Where its certificate is."""
        return f"{self.path}/certificates/{self.certificate['id']}"

    async def case_of(self, request_id: str) -> dict[str, Any]:
        """The case that was opened for a request."""
        deadline = time.monotonic() + 20
        while True:
            page = await self.stage.must(self.handler, "GET", "/anomaly/v1/cases")
            for case in page["items"]:
                if case["request_id"] == request_id:
                    found: dict[str, Any] = case
                    return found
            expect(time.monotonic() < deadline, f"a case is opened for request {request_id}")

    async def act(
        self, actor: Any, case: dict[str, Any], act: str, body: Any = None, *, method: str = "POST"
    ) -> dict[str, Any]:
        """One act on a case."""
        answer: dict[str, Any] = await self.stage.must(actor, method, f"/anomaly/v1/cases/{case['id']}/{act}", body)
        return answer

    async def sign(self, officer: Any, attempt: int) -> httpx.Response:
        """What `portdesk sign` does for an officer."""
        asked = await self.stage.must(officer, "GET", f"{self.certificate_path}/signing-input")
        signed = signature(asked, self.stage.officers[str(officer.person)], kid=None, at=int(time.time()))
        return await self.stage.send(
            officer, "POST", f"{self.certificate_path}/signatures", signed, key=f"signature-{attempt}-{officer.person}"
        )

    async def reserve_when_witnessed(self) -> dict[str, Any]:
        """The reservation, which the desk takes only once the issued certificate is under a witnessed checkpoint."""
        deadline = time.monotonic() + 20
        while True:
            answer = await self.stage.send(self.executor, "POST", f"{self.certificate_path}/reservation")
            if answer.is_success:
                reserved: dict[str, Any] = answer.json()
                return reserved
            expect(answer.json().get("type") == "/problems/not-witnessed", f"the reservation is taken: {answer.text}")
            expect(time.monotonic() < deadline, "the issued certificate is under a witnessed checkpoint")

    async def sign_by_command(self, officer: Actor) -> str:
        """The same by the command itself, as a process of its own with the officer's key file; what it printed."""
        key = self.stage.installation.folder / f"{officer.person}.pem"
        key.touch(mode=0o600)
        key.write_bytes(keys.dump(self.stage.officers[str(officer.person)]))
        command = ["sign", "--desk", self.stage.urls["anomaly"], "--case", self.case["id"], "--key", str(key), "--yes"]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "cli",
            *command,
            "--certificate",
            self.certificate["id"],
            cwd=ROOT,
            env={**os.environ, "TOKEN": self.stage.token(officer)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed = (await process.communicate())[0].decode()
        expect(process.returncode == 0, f"`portdesk sign` succeeds: {printed[-400:]}")
        return printed

    async def until_checkpoint(self, size: int) -> dict[str, Any]:
        """The newest head of the log, once it has at least `size` leaves."""
        deadline = time.monotonic() + 20
        while True:
            answer = await self.stage.send(self.planner, "GET", "/anomaly/v1/log/checkpoint")
            if answer.is_success and answer.json()["size"] >= size:
                head: dict[str, Any] = answer.json()
                return head
            expect(time.monotonic() < deadline, "the log has a checkpoint")

    async def download(self) -> bytes:
        """The evidence bundle, as soon as its last leaf is under a checkpoint."""
        deadline = time.monotonic() + 20
        while True:
            answer = await self.stage.send(self.case_officer, "GET", f"{self.path}/bundle")
            if answer.is_success:
                return answer.content
            expect(answer.status_code in (409, 503), f"the bundle is given: {answer.status_code} {answer.text[:300]}")
            expect(time.monotonic() < deadline, f"the bundle is ready: {answer.text[:300]}")
