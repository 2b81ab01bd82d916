"""Conditions of an act beyond the state of the case, and what it leaves behind. Which act asks which is in `moves`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.data_anomaly.domain.progress import DUTIES, Act, Duty, Progress, Terms
from shared.evidence import checks
from shared.evidence.issue import AlreadySigned
from shared.kernel.desk import Severity
from shared.kernel.ids import PersonId
from shared.kernel.refusals import Conflict, Forbidden


class SeparationOfDuties(Forbidden):
    """One person may not hold both duties in one case, whatever their posts."""

    zh = "同一事项中，{one}与{other}不得为同一人。"
    en = "In one case, {one} and {other} may not be the same person."


class NotTheExecutor(Forbidden):
    """The certificate names who carries it out."""

    zh = "证明指定的执行人不是您。"
    en = "The certificate names another executor."


class QuorumMissing(Conflict):
    """Not enough distinct officers have signed."""

    zh = "已有{signed}人签署，须{need}人。"
    en = "{signed} of {need} officers have signed."


class PreviewTooOld(Conflict):
    """What the target showed then says little about now."""

    zh = "预演已超过24小时，请重新预演。"
    en = "The preview is older than 24 hours; preview again."


class OtherPlan(Conflict):
    """The act is about a revision that is not the current one."""

    zh = "更正方案已有新版本。"
    en = "The correction plan has a newer revision."


class OtherCertificate(Conflict):
    """The act is about a certificate that is not the one under way."""

    zh = "该证明不是本事项当前的证明。"
    en = "This is not the certificate the case is about now."


class OutsideWindow(Conflict):
    """The certificate is not yet, or no longer, in force."""

    zh = "不在证明有效期内（{not_before} 至 {expires}）。"
    en = "The certificate is in force from {not_before} to {expires} only."


class NotYetDue(Conflict):
    """A timer rang too early."""

    zh = "期限未到：{due}。"
    en = "Not due before {due}."


class NotWitnessed(Conflict):
    """The leaf this act builds on is not yet under a checkpoint with enough witnesses."""

    zh = "所依据的日志记录尚未得到见证，请稍后再试。"
    en = "The log entry this builds on is not witnessed yet; try again shortly."


class EffectExists(Conflict):
    """Something was written at the target; the case must be brought to its end."""

    zh = "更正已经生效，不能撤回。"
    en = "The correction has taken effect; the case cannot be withdrawn."


PREVIEW_HOLDS = timedelta(hours=24)

Guard = Callable[[Progress, Act], None]
Effect = Callable[[Progress, Act], Progress]


def duties_apart(now: Progress, act: Act) -> None:
    """With this act, nobody holds two duties of the case that must be apart; named executors and signers count."""
    parts: dict[str, set[PersonId]] = {duty: {held.person for held in now.held if held.duty is duty} for duty in Duty}
    if duty := DUTIES.get(act.action):
        parts[duty] |= set(act.persons)
    if terms := act.terms or now.terms:
        parts[Duty.EXECUTOR] |= {terms.executor}
        parts[Duty.CERTIFIER] |= set(terms.signers)
    for one, other in checks.violated(parts, now.severity or Severity.S1):
        raise SeparationOfDuties(one=one, other=other)


def about_current_plan(now: Progress, act: Act) -> None:
    """The act speaks of the newest revision."""
    if act.plan_sha256 is None or act.plan_sha256 != now.plan_sha256:
        raise OtherPlan()


def terms_fit_plan(now: Progress, act: Act) -> None:
    """A certificate is asked for on the newest revision."""
    if act.terms is None or act.terms.plan_sha256 != now.plan_sha256:
        raise OtherPlan()


def preview_fresh(now: Progress, act: Act) -> None:
    """The dry run on the target is not older than a day."""
    if now.previewed_at is None or act.at - now.previewed_at > PREVIEW_HOLDS:
        raise PreviewTooOld()


def about_current_certificate(now: Progress, act: Act) -> None:
    """The act speaks of the certificate under way."""
    if now.terms is None or act.certificate != now.terms.certificate:
        raise OtherCertificate()


def a_new_person_signs(now: Progress, act: Act) -> None:
    """Nobody stands behind two signatures of one certificate."""
    for person in act.persons:
        if any(person in signature for signature in now.signatures):
            raise AlreadySigned(person=person)


def quorum(now: Progress, act: Act) -> None:
    """Enough distinct officers have signed."""
    if len(now.signatures) < _terms(now).need:
        raise QuorumMissing(signed=len(now.signatures), need=_terms(now).need)


def not_expired(now: Progress, act: Act) -> None:
    """The certificate can still come into use."""
    if act.at >= _terms(now).expires:
        raise _outside(_terms(now))


def within_window(now: Progress, act: Act) -> None:
    """The certificate is in force: from its first instant, not at its last."""
    if not _terms(now).not_before <= act.at < _terms(now).expires:
        raise _outside(_terms(now))


def window_over(now: Progress, act: Act) -> None:
    """The certificate's last instant has come."""
    if act.at < _terms(now).expires:
        raise NotYetDue(due=_terms(now).expires)


def reservation_over(now: Progress, act: Act) -> None:
    """The reservation's time to send has passed."""
    if now.until is not None and act.at < now.until:
        raise NotYetDue(due=now.until)


def by_named_executor(now: Progress, act: Act) -> None:
    """The executor acts in person; a deputy is not the one the officers named."""
    if act.persons != (_terms(now).executor,):
        raise NotTheExecutor()


def witnessed(now: Progress, act: Act) -> None:
    """What the act builds on can no longer be denied."""
    if not act.witnessed:
        raise NotWitnessed()


def no_effect_exists(now: Progress, act: Act) -> None:
    """Nothing was written at the target."""
    if now.effect:
        raise EffectExists()


def note_severity(now: Progress, act: Act) -> Progress:
    """How bad it is decides which duties may meet."""
    return replace(now, severity=act.severity)


def new_revision(now: Progress, act: Act) -> Progress:
    """A new revision voids what was signed on the old one."""
    return replace(now, plan_sha256=act.plan_sha256, terms=None, signatures=())


def note_preview(now: Progress, act: Act) -> Progress:
    """A dry run is good for a day."""
    return replace(now, previewed_at=act.at)


def ask(now: Progress, act: Act) -> Progress:
    """The payload is frozen; no signature exists on it yet."""
    return replace(now, terms=act.terms, signatures=())


def add_signature(now: Progress, act: Act) -> Progress:
    """One more signature, with everybody behind it."""
    return replace(now, signatures=(*now.signatures, act.persons))


def drop_certificate(now: Progress, act: Act) -> Progress:
    """The certificate has had its day: never issued, taken back, expired or spent."""
    return replace(now, terms=None, signatures=(), until=None)


def hold_reservation(now: Progress, act: Act) -> Progress:
    """The one use is consumed; what is left is the time to send."""
    return replace(now, until=act.until)


def note_effect(now: Progress, act: Act) -> Progress:
    """The target has been changed, for good as far as this certificate goes."""
    return replace(now, effect=True, until=None)


def _terms(now: Progress) -> Terms:
    if now.terms is None:
        raise OtherCertificate()
    return now.terms


def _outside(terms: Terms) -> OutsideWindow:
    return OutsideWindow(not_before=terms.not_before, expires=terms.expires)
