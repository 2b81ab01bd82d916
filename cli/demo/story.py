"""The story: what each person and machine does, and what has to come of it. Where it happens is in `stage`.

Every step says what must be true; the first thing that is not ends the story with the step that tells of it.
"""

import time
from collections import defaultdict

from cli.demo.opening import Opening
from cli.demo.stage import BILL, SECOND_BILL, SYSTEM
from cli.demo.telling import expect
from examples.port_system.client import anomaly
from shared.evidence import keys
from shared.evidence.bundle import file_name
from shared.evidence.jws import Envelope
from shared.evidence.trust import Log, Trust, read_trust
from shared.evidence.verify import verify_bundle

VOUCHER = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"
"""SHA-256 of the bank's voucher, as the receipt at the port system names it."""


class Story(Opening):
    """One case, told step by step."""

    async def run(self) -> None:
        """Tells everything, in order."""
        for step in (
            self.prepare,
            self.subscribe,
            self.file,
            self.dispatch,
            self.triage,
            self.intervene,
            self.plan,
            self.certify,
            self.reserve,
            self.execute,
            self.replay,
            self.confirm,
            self.receive,
            self.verify,
        ):
            await step()

    async def file(self) -> None:
        """3. The port system files the anomaly twice under one key."""
        with self.tell.step(
            3, "口岸系统报告数据异常，发送两次", "a port system files a data anomaly, twice under one key"
        ):
            body = anomaly(BILL, system=SYSTEM)
            answers = [
                await self.stage.send(self.port, "POST", "/intake/v1/requests", body, key=f"anomaly-{BILL}")
                for _ in range(2)
            ]
            first, again = answers
            expect(first.status_code == 201, f"the request is created: {first.text[:300]}")
            expect(again.json() == first.json(), "the second answer is the first one")
            expect(again.headers.get("idempotency-replayed") == "true", "the second answer says it is a repetition")
            self.request = first.json()
            expect(self.request["status"] == "accepted", "what a machine registers is accepted at once")
            expect(self.request["first_contact"]["unit"] == "HA-410100-PORT", "the first contact is the Zhengzhou unit")
            other = await self.stage.must(
                self.port,
                "POST",
                "/intake/v1/requests",
                anomaly(SECOND_BILL, system=SYSTEM),
                key=f"anomaly-{SECOND_BILL}",
            )
            self.second = other
            self.tell.says(
                "intake",
                "一个请求，首问单位郑州",
                "one request; Zhengzhou is accountable",
                self.request["number"],
                self.request["id"],
            )
            self.tell.says(
                "intake", "另一件，稍后由业务手段办结", "a second one, to end without technology", other["number"]
            )

    async def dispatch(self) -> None:
        """4. Dispatched with an explanation."""
        with self.tell.step(4, "派单，附依据与时限", "dispatched, with its reason and clocks"):
            path = f"/routing/v1/handlings/{self.request['id']}"
            handling = await self.stage.until(self.handler, path, dispatch__lead="HA-EPORT")
            decision = handling["dispatch"]
            expect(decision["rule"] == "anomaly", f"the rule `anomaly` decides, not {decision['rule']}")
            expect(decision["facts_matched"].get("kind") == "data_anomaly", "the facts that matched are recorded")
            clocks = await self.stage.must(self.handler, "GET", f"{path}/clocks")
            expect(len(clocks["items"]) >= 2, "respond and resolve clocks run")
            self.tell.says(
                "routing",
                decision["reason_zh"],
                decision["reason_en"],
                f"rule {decision['rule']} @ catalogue {decision['catalogue_version']}",
            )
            for explained in clocks["items"]:
                clock = explained["clock"]
                self.tell.says("clock", f"{clock['name']} 到期 {clock['due_at']}", f"{clock['name']} is due")
            await self.stage.must(self.handler, "POST", f"{path}/acceptance", {})

    async def triage(self) -> None:
        """5. Triage names the competent unit; the first contact stays."""
        with self.tell.step(5, "分诊，确定主管单位", "triage names the competent unit"):
            self.case = await self.case_of(self.request["id"])
            await self.act(self.handler, self.case, "triage", {"type": "A13", "severity": "S2"})
            handling = await self.stage.until(
                self.case_officer, f"/routing/v1/handlings/{self.request['id']}", dispatch__lead="HA-TAX"
            )
            expect(handling["driven_by"] == "case", "from here the case drives the handling")
            seen = await self.stage.must(self.first_contact, "GET", f"/intake/v1/requests/{self.request['id']}")
            expect(seen["first_contact"]["unit"] == "HA-410100-PORT", "the lead has changed, the first contact has not")
            self.tell.says("anomaly", "案件", "case", self.case["number"])
            self.tell.says(
                "routing", "主办转为税务部门，首问单位不变", "the tax authority leads; the first contact stays"
            )

    async def intervene(self) -> None:
        """6. One case ends by business means, the other is declared special."""
        with self.tell.step(
            6, "业务干预：一案办结，一案宣布特殊", "business intervention: one case ends, one is special"
        ):
            other = await self.case_of(self.second["id"])
            await self.act(self.handler, other, "triage", {"type": "A13", "severity": "S3"})
            await self.act(self.case_officer, other, "acceptance")
            rule = {"rule": "税费支付业务规则第八条", "outcome": "国库已补发回执，状态恢复正常。"}
            await self.act(self.case_officer, other, "intervention", rule)
            closed = await self.act(self.confirmer, other, "confirmation")
            expect((closed["state"], closed["outcome"]) == ("closed", "intervened"), "it ends without a technical step")
            self.tell.says(
                "HA-TAX", "补发回执，无需技术处理", "a receipt sent again; nothing technical", other["number"]
            )
            await self.act(self.case_officer, self.case, "acceptance")
            reason = {"reason": "国库回执已丢失，无法按业务规则补发；银行回单已核对。"}
            self.case = await self.act(self.case_officer, self.case, "special-case", reason)
            expect(self.case["state"] == "planning", "a special case may be planned")
            self.tell.says(
                "HA-TAX",
                "业务手段不足，宣布特殊情况",
                "business means do not suffice (Article 12)",
                self.case["number"],
            )

    async def plan(self) -> None:
        """7. The plan reads the record from the target; preview."""
        with self.tell.step(7, "更正方案：读取目标，预演", "correction plan: read from the target, previewed"):
            plan = {
                "executor": {"unit": "HA-EPORT", "person": self.executor.person},
                "ops": [
                    {
                        "kind": "set_status",
                        "record": {"key": "tax_bill", "id": BILL},
                        "path": "/status",
                        "after": "PAID",
                        "evidence": [VOUCHER],
                    }
                ],
                "side_effects": ["税单支付完成通知"],
            }
            await self.act(self.planner, self.case, "plan", plan, method="PUT")
            saved = await self.stage.must(self.planner, "GET", f"{self.path}/plan")
            self.presented_ops = saved["document"]["ops"]
            op = self.presented_ops[0]
            expect(op["before"] == {"t": "str", "v": "PROCESSING"}, "the before-value is what the target shows")
            self.case = await self.act(self.planner, self.case, "plan/preview")
            self.tell.says(
                "planner",
                f"tax_bill/{BILL} {op['path']}: {op['before']['v']} → {op['after']['v']}",
                f"at version {op['version']}",
                saved["sha256"],
            )

    async def certify(self) -> None:
        """8. Two distinct officers, the same one twice refused."""
        with self.tell.step(8, "证明：两名不同签发人", "the certificate: two distinct officers"):
            asked = {
                "signers": [
                    {"person": self.officers[0].person, "role": "handler"},
                    {"person": self.officers[1].person, "role": "approver"},
                ]
            }
            self.certificate = await self.stage.must(
                self.planner, "POST", f"{self.path}/certificates", asked, key="certificate-of-the-demo"
            )
            expect(self.certificate["need"] == 2, "two officers are needed")
            self.tell.says(
                "planner",
                "申请证明，内容冻结",
                "asks for a certificate; the payload is frozen",
                self.certificate["number"],
                self.certificate["sha256"],
            )
            first, second = self.officers
            answer = await self.sign(first, 1)
            expect(answer.status_code == 201, f"the first officer signs: {answer.text[:300]}")
            await self.expect_no_quorum()
            self.tell.says(str(first.person), "签署 1/2", "signs, 1 of 2")
            again = await self.sign(first, 2)
            await self.expect_no_quorum()
            expect(again.status_code == 409, f"the same officer again is refused, not {again.status_code}")
            self.tell.refused(
                "anomaly", again.json()["type"].split("/")[-1], "同一签发人不计两次", "one person counts once"
            )
            printed = await self.sign_by_command(second)
            expect("2/2" in printed, f"the command tells that both have signed: {printed[-200:]}")
            self.tell.says(str(second.person), "签署 2/2（portdesk sign）", "signs, 2 of 2, by `portdesk sign`")
            self.case = await self.stage.until(self.planner, self.path, state="certified")
            sealed = await self.stage.must(self.planner, "GET", self.certificate_path)
            expect(sealed["jws"] is not None, "the certificate is sealed")
            head = await self.until_checkpoint(1)
            self.tell.says(
                "anomaly",
                "部门签章，记入日志",
                "sealed, issued, a leaf in the log",
                f"checkpoint {head['size']} {head['root']}",
            )

    async def expect_no_quorum(self) -> None:
        """What one person has signed, however often, is not certified."""
        case = await self.stage.must(self.planner, "GET", self.path)
        expect(case["state"] == "cert_requested", "no quorum is reached by one person")

    async def reserve(self) -> None:
        """9. A bare write is refused; reserve."""
        with self.tell.step(9, "无证明的写入被拒；占用证明", "a bare write is refused; the certificate is reserved"):
            bill = f"{self.stage.port_system}/api/tax-bills/{BILL}"
            before = await self.stage.client.get(bill)
            bare = await self.stage.client.put(
                bill, json={"status": "PAID"}, headers={"If-Match": before.headers["etag"]}
            )
            after = await self.stage.client.get(bill)
            expect(after.json() == before.json(), "no record changes at the target without a certificate")
            expect(bare.status_code == 403, f"the guard refuses a bare write, not {bare.status_code}")
            expect(bare.json()["code"] == "T0.no-certificate", "the guard says that there is no certificate")
            self.tell.refused("guard", "T0.no-certificate", "没有证明，不得写入", "no write without a certificate")
            await self.stage.client.put(f"{self.stage.port_system}/sandbox/faults", json={"lose_answer": 1})
            self.tell.says("sandbox", "下一次回答将丢失", "the next answer will be lost on the line")
            reserved = await self.reserve_when_witnessed()
            self.tell.says(
                "executor",
                "占用证明，写入日志之后才发送",
                "reserves; nothing is sent before that is logged",
                reserved["state"],
            )

    async def execute(self) -> None:
        """10. Presentation, one write, lost answer, journal, read-back."""
        with self.tell.step(
            10, "执行一次；回答丢失，查日志核实", "executed once; the answer is lost, the journal tells"
        ):
            self.case = await self.stage.until(self.executor, self.path, state="confirming")
            acts = await self.stage.must(self.executor, "GET", f"{self.path}/acts")
            names = [act["action"] for act in acts["items"]]
            expect("lose_answer" in names or "no_answer" in names, f"the lost answer is recorded as unknown: {names}")
            bill = (await self.stage.client.get(f"{self.stage.port_system}/api/tax-bills/{BILL}")).json()
            expect(bill["status"] == "PAID", "the record shows what the certificate ordered")
            status = (await self.stage.client.get(f"{self.stage.port_system}/portdesk/status")).json()
            expect(status["journal_size"] == 1, "the target applied the operation exactly once")
            self.tell.says(
                "connector", "发送一次，未知，再查对方日志：已生效", "sent once, unknown, then the journal: applied"
            )
            self.tell.says(
                "target", f"tax_bill/{BILL} status = {bill['status']}", "read back, equal to the certificate"
            )

    async def replay(self) -> None:
        """11. Neither desk nor guard lets the certificate be used again."""
        with self.tell.step(11, "同一证明再次使用被拒", "the same certificate again is refused"):
            again = await self.stage.send(self.executor, "POST", f"{self.certificate_path}/reservation")
            expect(again.status_code == 409, f"a second reservation is refused, not {again.status_code}")
            self.tell.refused(
                "anomaly", again.json()["type"].split("/")[-1], "证明已使用", "the certificate is consumed"
            )
            op = self.presented_ops[0]
            direct = await self.stage.client.post(
                f"{self.stage.port_system}/portdesk/corrections",
                json={"ops": self.presented_ops},
                headers={"PortDesk-Op": op["op_id"], "If-Match": op["version"]},
            )
            expect(direct.status_code == 409 and direct.json()["code"] == "T6.used", "the guard says T6.used")
            self.tell.refused("guard", "T6.used", "直接重放同样被拒", "a direct replay is refused as well")

    async def confirm(self) -> None:
        """12. Confirmed by another person, closed, the first contact replies."""
        with self.tell.step(
            12, "他人确认，首问单位答复办结", "confirmed by another; the first contact replies and closes"
        ):
            closed = await self.act(self.confirmer, self.case, "confirmation")
            expect((closed["state"], closed["outcome"]) == ("closed", "corrected"), "the case is closed, corrected")
            self.tell.says(str(self.confirmer.person), "确认无误", "finds it right", closed["number"])
            path = f"/intake/v1/requests/{self.request['id']}"
            await self.stage.until(self.case_officer, f"/routing/v1/handlings/{self.request['id']}", status="done")
            resolved = await self.stage.until(self.first_contact, path, status="resolved")
            expect(resolved["first_contact"] == self.request["first_contact"], "the first contact is who it was")
            reply = {"final_reply": "税单状态已更正为已缴款，请查收。"}
            done = await self.stage.must(self.first_contact, "POST", f"{path}/closure", reply)
            expect(done["status"] == "closed", "the request is closed by its first contact")
            self.tell.says(str(self.first_contact.person), "最后答复并办结", "final reply, closed", done["number"])

    async def receive(self) -> None:
        """13. The receiver has everything, verified, once, in order."""
        with self.tell.step(13, "接收端：签名有效，每件一次，次序正确", "the receiver: verified, each once, in order"):
            wanted = {
                self.request["id"]: {"portdesk.intake.request.closed.v1", "portdesk.routing.handling.done.v1"},
                self.case["id"]: {"portdesk.anomaly.case.closed.v1", "portdesk.anomaly.certificate.issued.v1"},
            }
            deadline = time.monotonic() + 20
            while True:
                received = self.stage.received()
                types = defaultdict(set)
                for event in received:
                    types[event.subject].add(event.type)
                if all(types[subject] >= expected for subject, expected in wanted.items()):
                    break
                expect(time.monotonic() < deadline, f"the receiver was told everything; it has {len(received)} events")
                await self.stage.must(self.subscriber, "GET", "/notify/v1/endpoints")
            ids = [event.id for event in received]
            expect(len(ids) == len(set(ids)), "each event was applied once")
            order: dict[tuple[str, str], int] = {}
            for event in received:
                lane = (event.subject, event.type.split(".")[1])
                expect(event.sequence > order.get(lane, 0), f"{event.type} came in the order of its subject")
                order[lane] = event.sequence
            self.tell.says(
                "receiver", f"{len(received)}件，全部验签", f"{len(received)} events, every signature verified"
            )

    async def verify(self) -> None:
        """14. The bundle, verified; altered: refused; another installation's: not trusted."""
        with self.tell.step(14, "证据包：第三方离线核验", "the evidence bundle, verified by an outsider"):
            await self.fetch_trust()
            bundle = await self.download()
            path = self.stage.folder / file_name(self.case["number"])
            path.write_bytes(bundle)
            trust = read_trust(Envelope.read(self.stage.trust_file.read_bytes(), exact=False).content)
            report = verify_bundle(bundle, trust)
            expect(report.verdict == "valid", f"the bundle is valid, not {report.verdict} {report.code}")
            self.tell.says("verifier", "有效", "valid", path)
            altered = bytearray(bundle)
            at = bundle.index(b"PROCESSING", len(bundle) // 8) if b"PROCESSING" in bundle else len(bundle) // 2
            altered[at] ^= 0x01
            report = verify_bundle(bytes(altered), trust)
            expect(report.verdict == "invalid" and report.code, f"one altered bit is refused, not {report.verdict}")
            self.tell.refused("verifier", report.code, "改动一个比特", "one bit was altered")
            report = verify_bundle(bundle, _of_another_installation(trust))
            expect(report.verdict == "untrusted", f"another installation's trust is refused, not {report.verdict}")
            self.tell.refused("verifier", report.code, "另一套系统的信任文件", "another installation's trust file")


def _of_another_installation(trust: Trust) -> Trust:
    other = Log(
        name="elsewhere.example/portdesk", origin="elsewhere.example/portdesk", pub=keys.public_text(keys.generate())
    )
    return trust.model_copy(update={"log": other})
