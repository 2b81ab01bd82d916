"""The published OpenAPI 3.1 document, made from FastAPI's, and a reference page that loads nothing from elsewhere."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.staticfiles import StaticFiles

from shared.kernel.access import Role, Rules
from shared.runtime.http import ndjson
from shared.runtime.http.problems import MEDIA_TYPE, Problem

_EVERYWHERE = ("401", "403", "422", "503")
_DESCRIPTIONS = {
    "401": "No valid token.",
    "403": "Known to the caller, and not allowed.",
    "404": "Absent, or not to be known by the caller.",
    "409": "Does not fit the record's state.",
    "412": "The record changed since it was read.",
    "422": "The input is not acceptable; `errors` names the members.",
    "503": "Try again later.",
}
_OF_A_CREATION = {
    "Location": {"description": "Where the created record is read.", "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true` when this is the first answer again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
Lines = Mapping[str, tuple[type[BaseModel], type[BaseModel]]]
"""Operations whose body and answer are NDJSON, with the model of a line of each."""
_STATIC = Path(fastapi_offline.__file__).parent / "static"


def problem_response(description: str) -> dict[str, Any]:
    """The response of an operation that refuses in a way most do not."""
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def publish(app: FastAPI, *, prefix: str, rules: Rules, public: frozenset[str], lines: Lines) -> None:
    """Serves `describe(app)` at `<prefix>/v1/openapi.json`; it is made once, at first use."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app, rules=rules, public=public, lines=lines)
        return app.openapi_schema

    async def openapi_document(request: Request) -> JSONResponse:
        return JSONResponse(document())

    app.openapi = document  # type: ignore[method-assign]
    app.add_route(f"{prefix}/v1/openapi.json", openapi_document, include_in_schema=False)


def add_reference_page(app: FastAPI, *, prefix: str) -> None:
    """Serves a reference page at `<prefix>/docs`, its script and style from an installed package."""

    async def reference(request: Request) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=f"{prefix}/v1/openapi.json",
            title=app.title,
            swagger_js_url=f"{prefix}/docs/static/swagger-ui-bundle.js",
            swagger_css_url=f"{prefix}/docs/static/swagger-ui.css",
            swagger_favicon_url=f"{prefix}/docs/static/favicon.png",
        )

    app.add_route(f"{prefix}/docs", reference, include_in_schema=False)
    app.mount(f"{prefix}/docs/static", StaticFiles(directory=_STATIC), name="reference-static")


def describe(app: FastAPI, *, rules: Rules, public: frozenset[str], lines: Lines) -> dict[str, Any]:
    """OpenAPI 3.1 with what FastAPI leaves out: operation ids that are use-case names, problems, scopes, servers.

    OpenAPI 3.1 has no word for a stream: for `lines`, schemas and example are those of a line.
    """
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description="Times are RFC 3339 in UTC. Errors are problem documents (RFC 9457), in Chinese or English by "
        "`Accept-Language`. Unknown members and parameters are refused by name.",
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        contact={"name": "PortDesk maintainers"},
        tags=app.openapi_tags,
        servers=[{"url": "/"}],
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _add_schema(schemas, Problem)
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _add_problems(operation, method, "{" in path)
            _say_plainly(operation.get("parameters", ()))
            if "201" in operation["responses"]:
                operation["responses"]["201"]["headers"] = _OF_A_CREATION
            _say_what_is_streamed(operation)
            _add_access(operation, operation["operationId"], rules, public)
            if operation["operationId"] in lines:
                sent, answered = lines[operation["operationId"]]
                _add_schema(schemas, sent)
                operation["requestBody"] = {"required": True, **_lines_of(sent)}
                operation["responses"]["200"] = _lines_of(answered)
    return document


def _add_schema(schemas: dict[str, Any], model: type[BaseModel]) -> None:
    schema = model.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(name, part)
    schemas[model.__name__] = schema


def _lines_of(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "description": "One JSON object per line. What is shown is one line.",
        "content": {ndjson.MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}},
    }


def _say_plainly(parameters: Sequence[dict[str, Any]]) -> None:
    """A parameter that is absent is absent, not null; and its name is title enough."""
    for parameter in parameters:
        schema = parameter["schema"]
        schema.pop("title", None)
        branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
        if len(branches) == 1:
            del schema["anyOf"]
            schema.update(branches[0])


def _say_what_is_streamed(operation: dict[str, Any]) -> None:
    """FastAPI takes whatever is not JSON for a string; events of a stream have shapes of their own."""
    for content in operation["responses"].get("200", {}).get("content", {}).values():
        if "anyOf" in content.get("schema", {}):
            content["schema"].pop("type", None)
            content["schema"].pop("title", None)


def _add_problems(operation: dict[str, Any], method: str, names_a_record: bool) -> None:
    statuses = list(_EVERYWHERE)
    if names_a_record:
        statuses.append("404")
    if method != "get":
        statuses += ["409", "412"] if names_a_record else ["409"]
    for status in sorted(statuses):
        operation["responses"][status] = problem_response(_DESCRIPTIONS[status])


def _add_access(operation: dict[str, Any], name: str, rules: Rules, public: frozenset[str]) -> None:
    if name in public:
        operation["security"] = []
        return
    rule = rules[name]
    roles = ", ".join(sorted(str(role) for role in rule.needs if role is not Role.SYSTEM))
    operation["x-portdesk-roles"] = sorted(str(role) for role in rule.needs if role is not Role.SYSTEM)
    if rule.scope:
        operation["x-portdesk-scope"] = rule.scope
    text = operation.get("description", "")
    operation["description"] = f"{text}\n\nRoles: {roles}." + (f" Machine scope: `{rule.scope}`." if rule.scope else "")
