-- What people have typed and not yet sent: theirs alone, for thirty days.
CREATE TABLE runtime.draft (
    person  text NOT NULL,
    unit    text NOT NULL,
    scope   text NOT NULL,
    version int NOT NULL,
    body    bytea NOT NULL CHECK (octet_length(body) <= 65536),
    at      timestamptz NOT NULL,
    PRIMARY KEY (person, unit, scope)
);
CREATE INDEX draft_at ON runtime.draft USING brin (at);
