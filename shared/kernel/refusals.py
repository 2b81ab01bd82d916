"""How the system says no, by kind; each edge (HTTP, event consumer) translates a kind for its own callers.

Refusal
├── Invalid        the words themselves are wrong                    422, parked at once
├── NotFound       absent, or not to be known by the caller          404
├── Unauthenticated  nobody in particular is asking                  401
├── Forbidden      known, and not allowed                            403
├── Conflict       right words at the wrong moment                   409
│   └── Stale      the caller looked at an older version             412 if it said which, else 409
├── TooMany        too much at once by one caller                    429 with Retry-After
└── Unavailable    try again later                                   503 with Retry-After

A subclass is one reason: its class name in kebab case is the problem type, its two sentences are the detail.
"""

import re
from typing import ClassVar, Literal

Language = Literal["zh", "en"]


class Refusal(Exception):
    """The system understood and says no.

    `zh` and `en` are sentence templates whose fields are the keyword facts given to the constructor. The
    facts are published with the sentence, so they carry ids, codes and allowed values, never content or secrets.
    """

    zh: ClassVar[str] = "无法受理。"
    en: ClassVar[str] = "Refused."

    def __init__(self, *, pointer: str | None = None, **facts: object) -> None:
        """`pointer` is an RFC 6901 pointer into the body sent, when one member of it is to blame."""
        super().__init__(facts)
        self.pointer = pointer
        self.facts = facts
        self.attempt: object | None = None
        """Who tried what, when the refusal is a decision about rights; for the audit trail, never published."""

    def say(self, language: Language) -> str:
        """The reason as one sentence in the caller's language."""
        return (self.zh if language == "zh" else self.en).format(**self.facts)

    def __str__(self) -> str:
        """The English sentence, for logs."""
        return self.say("en")

    @classmethod
    def slug(cls) -> str:
        """The class name in kebab case: the last part of the problem type."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()


class Invalid(Refusal):
    """The input contradicts itself or a rule that needs no record to be checked."""

    zh = "输入不符合要求。"
    en = "The input is not valid."


class NotFound(Refusal):
    """Absent; said also when the caller may not know that it exists."""

    zh = "没有，或您不能看。"
    en = "There is no such record, or you may not see it."


class Unauthenticated(Refusal):
    """No token, or one that does not hold; one sentence for all causes, so that it teaches an attacker nothing."""

    zh = "请先登录，或出示有效的令牌。"
    en = "Sign in, or present a valid token."


class Forbidden(Refusal):
    """The caller may see the record and may not do this with it."""

    zh = "您可以查看，但不能执行这项操作。"
    en = "You may see this, but you may not do that."


class Conflict(Refusal):
    """What was asked does not fit the state the record is in."""

    zh = "与当前状态冲突。"
    en = "This conflicts with the current state."


class Stale(Conflict):
    """The record has moved on since the caller read it."""

    zh = "记录已被他人更新，请重新读取后再试。"
    en = "The record changed meanwhile; read it again and retry."


class TooMany(Refusal):
    """The caller asks for more at once than one caller may have."""

    retry_after: ClassVar[int] = 2
    """Seconds after which it makes sense to ask again."""

    zh = "请求过于频繁，请稍后重试。"
    en = "Too much at once; try again shortly."


class Unavailable(Refusal):
    """Nothing is wrong with the request; the desk cannot take it now."""

    retry_after: ClassVar[int] = 2
    """Seconds after which it makes sense to ask again."""

    zh = "系统暂时不能受理，请稍后重试。"
    en = "The desk cannot take this at the moment; try again shortly."


class NotAllowed(Conflict):
    """The state machine has no such move from here; `allowed` names the moves it has."""

    zh = "当前状态为{status}，不能执行{action}。"
    en = "Cannot {action} while the status is {status}."


def expect_version(current: int, seen: int | None) -> None:
    """Refuses as Stale when the caller says which version it has seen and the record has moved on."""
    if seen is not None and seen != current:
        raise Stale(seen=seen, current=current)
