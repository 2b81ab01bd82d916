"""The HTTP edge: one base application, problems (RFC 9457), dependencies of routes, the published OpenAPI document.

- `app`: the base application and the walk over its routes at start
- `deps`: what a route may ask for: a transaction, the actor, the language, preconditions
- `problems`: refusals and validation errors as problem documents
- `drafts`: what people have typed and not yet sent
- `once`: creating requests that may be sent twice (`Idempotency-Key`)
- `openapi`: the published document
- `ops`: the operators' listener (`/healthz`, `/readyz`, `/metrics`)
- `protocol`: what we add to uvicorn
- `streaming`: answers that go on
"""
