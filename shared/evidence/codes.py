"""Every reason for which a certificate, a write or a bundle is refused, with its code, status and two sentences.

The order in which reasons are looked for is not said here but in `decide` and `verify`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from shared.kernel.refusals import Forbidden, Language


class Code(NamedTuple):
    """What a code means to a reader, and the HTTP status a guard answers with."""

    zh: str
    en: str
    status: int = 403


CODES: Mapping[str, Code] = {
    "T0.no-certificate": Code("受保护的写入没有出示证明。", "A guarded write came without any certificate."),
    "V1.too-large": Code("文件超过允许的大小。", "The document is larger than allowed.", 413),
    "V1.malformed": Code("不是严格的 JSON，或成员缺失、多余。", "Not strict JSON, or a member is missing or unknown."),
    "V2.not-canonical": Code("内容不是规范形式（RFC 8785）。", "The bytes are not in canonical form (RFC 8785)."),
    "V3.shape": Code("成员的类型或取值不符合格式。", "A member has a wrong type or value."),
    "V4.header": Code("签名头不符合规定。", "A protected header is not as required."),
    "V4.signature": Code("签名不成立。", "A signature does not hold."),
    "V5.unknown-key": Code("签名密钥不在信任清单中。", "A key is not in the trust file."),
    "V5.wrong-use": Code("密钥用途与签名角色不符。", "A key is used for another purpose than its own."),
    "V5.key-expired": Code("签名时密钥不在有效期内。", "A key was not valid at the time of signing."),
    "V5.trust-expired": Code("信任文件已过期。", "The trust file has expired."),
    "V6.no-seal": Code("缺少部门签章。", "The department's seal is missing."),
    "V6.quorum": Code("不同签发人的人数不足。", "Too few distinct officers have signed."),
    "V7.department": Code("签名人不属于签发部门，或部门未获授权。", "Another unit's signer, or a unit without grant."),
    "V7.authority": Code("部门权限不覆盖本次更正。", "The department's authority does not cover this correction."),
    "V8.duties": Code("违反职责分离。", "Separation of duties is violated."),
    "V10.checkpoint": Code("日志检查点不成立。", "The log's checkpoint does not hold."),
    "V10.witnesses": Code("见证人联署不足。", "Too few witnesses have cosigned the checkpoint."),
    "V10.leaves": Code("缺少所需的日志条目，或条目重复。", "A required log entry is missing or doubled."),
    "V10.inclusion": Code("日志条目的包含证明不成立。", "An inclusion proof does not hold."),
    "V11.order": Code("日志条目的先后次序不对。", "Log entries are in the wrong order."),
    "V11.case": Code("日志条目不属于本案件或本证明。", "A log entry is of another case or certificate."),
    "V12.reserved": Code("证明未被恰好占用一次。", "The certificate was not reserved exactly once."),
    "V12.revoked": Code("占用之前证明已被撤销。", "The certificate was revoked before it was reserved."),
    "V12.gap": Code("案件的日志条目不完整。", "The case's log entries are not complete."),
    "V13.hash": Code("摘要与内容不一致。", "A hash does not match the content."),
    "V9.window": Code("不在证明的有效时段内。", "Outside the certificate's period of validity."),
    "V9.fence": Code("已超过执行截止时间。", "The deadline for executing has passed."),
    "V14.effect": Code("执行记录与方案不一致。", "The journal of the target differs from the plan."),
    "V15.rollback": Code("回退方案与更正不对应。", "The rollback does not undo the correction."),
    "V19.time": Code("各处记录的时间相互矛盾。", "Times recorded in different places disagree."),
    "V20.no-trust": Code("没有信任文件，只核对了内部一致性。", "Without a trust file only consistency was checked."),
    "V20.other-installation": Code(
        "出自另一套系统，信任文件不适用。", "Made by an installation the trust file is not for."
    ),
    "T1.other-system": Code("证明针对另一个系统。", "The certificate is for another system."),
    "T2.other-schema": Code("记录视图的版本与证明不同。", "The certificate names another version of the record view."),
    "T3.protected-field": Code("申报要素受保护，不得技术更正。", "A protected field may not be corrected."),
    "T4.other-operation": Code("写入与证明中的操作不一致。", "The write is not the operation that was certified."),
    "T5.version": Code("记录已变化，前提不再成立。", "The record changed; the precondition no longer holds.", 412),
    "T6.used": Code("该操作已经处理过。", "The operation has been settled already.", 409),
    "T7.unguarded": Code("目标系统未按守卫要求执行写入。", "The target did not write under the guard.", 500),
}


class Unproven(Forbidden):
    """What was presented does not prove what it must; `code` says which check failed, `at` where."""

    zh = "核验未通过：{code}。"
    en = "Verification failed: {code}."

    def __init__(self, code: str, *, at: str = "", **facts: object) -> None:
        """`at` is a path into what was presented, such as `signatures/1`; facts are published with the answer."""
        self.code = code
        self.meaning = CODES[code]
        self.at = at
        super().__init__(pointer=None, code=code, at=at, **facts)

    def say(self, language: Language) -> str:
        """The sentence of the code."""
        return self.meaning.zh if language == "zh" else self.meaning.en

    def __str__(self) -> str:
        """Code, place and English sentence, for logs and test reports."""
        return f"{self.code}{f' at {self.at}' if self.at else ''}: {self.meaning.en}"
