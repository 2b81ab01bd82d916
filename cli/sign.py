"""`portdesk keys` and `portdesk sign`: an officer's own key, on the officer's own machine. No server ever has it."""

import os
import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from cli.terminal import fail
from shared.evidence import jws, keys
from shared.evidence.canonical import sha256, unb64u
from shared.evidence.documents import Certificate
from shared.evidence.jws import Envelope, Header

keys_app = typer.Typer(help="签发人自己的密钥 · An officer's own key.", no_args_is_help=True)


@keys_app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="密钥文件，不得已存在 · PEM to write; must not exist")],
    alg: Annotated[str, typer.Option(help="Ed25519 或 ES256")] = "Ed25519",
    passphrase: Annotated[str | None, typer.Option(prompt=True, hide_input=True, prompt_required=False)] = None,
) -> None:
    """生成密钥，打印公钥 · Make a key (0600) and print its public half, which a unit head registers."""
    if alg not in ("Ed25519", "ES256"):
        raise typer.BadParameter("Ed25519 / ES256", param_hint="--alg")
    made = keys.generate("Ed25519" if alg == "Ed25519" else "ES256")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    with os.fdopen(descriptor, "wb") as out:
        out.write(keys.dump(made, passphrase.encode() if passphrase else None))
    typer.echo(keys.public_text(made))


def sign(
    desk: Annotated[str, typer.Option(help="服务台地址 · address of the desk")],
    token: Annotated[str, typer.Option(envvar="TOKEN", help="签发人的令牌 · the officer's token")],
    case: Annotated[str, typer.Option(help="案件ID · id of the case")],
    certificate: Annotated[str, typer.Option(help="证明ID · id of the certificate")],
    key: Annotated[Path, typer.Option(exists=True, help="密钥文件 · PEM of the officer's key")],
    kid: Annotated[str | None, typer.Option(help="密钥编号 · its id; needed with more than one")] = None,
    passphrase: Annotated[str | None, typer.Option(envvar="PASSPHRASE")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")] = False,
) -> None:
    """阅读并签署一份证明 · Read a certificate and sign it with your own key."""
    path = f"{desk.rstrip('/')}/anomaly/v1/cases/{case}/certificates/{certificate}"
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False) as client:
        asked = _answer(client.get(f"{path}/signing-input"))
        for line in told(asked):
            typer.echo(line)
        if not yes:
            typer.confirm("签署以上更正？· Sign exactly this correction?", abort=True)
        private = keys.load(key.read_bytes(), passphrase.encode() if passphrase else None)
        signed = signature(asked, private, kid=kid, at=int(time.time()))
        made = _answer(client.post(f"{path}/signatures", json=signed))
    typer.echo(f"{made['number']}  {len(made['signed_by'])}/{made['need']}")


def told(asked: dict[str, Any]) -> list[str]:
    """What is to be signed, in lines for a person; taken from the bytes that are signed and from nothing else."""
    content = Certificate.read(unb64u(asked["payload"]))
    return [
        f"{content.no}  {content.case}  {content.anomaly.type} {content.anomaly.severity}",
        content.special_reason,
        *(
            f"  {op.n}. {op.record.key}/{op.record.id} {op.path}: {op.before.v} → {op.after.v}  ({op.version})"
            for op in content.plan.ops
        ),
        f"  {content.plan.target.system}  {content.nbf} … {content.exp}",
        f"  sha256 {sha256(content.to_bytes())}",
    ]


def signature(asked: dict[str, Any], key: keys.PrivateKey, *, kid: str | None, at: int) -> dict[str, str]:
    """The body of POST …/signatures: the officer's signature over the frozen payload; `at` in seconds since 1970."""
    if asked["role"] is None:
        fail("这份证明没有请您签署 · this certificate does not ask you to sign")
    known = [entry["kid"] for entry in asked["keys"]]
    if kid is None and len(known) != 1:
        fail(f"请用--kid指明密钥 · name the key with --kid: {', '.join(known) or '-'}")
    header = Header(alg=keys.algorithm_of(key), iat=at, kid=kid or known[0], role=asked["role"], typ=asked["typ"])
    made = jws.sign(Envelope(payload=asked["payload"], signatures=()), header, key)
    return {"protected": made.protected, "signature": made.signature}


def _answer(answer: httpx.Response) -> Any:
    if answer.is_error:
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        fail(f"{answer.status_code} {problem.get('type', '')} {problem.get('detail', answer.text[:200])}")
    return answer.json()
