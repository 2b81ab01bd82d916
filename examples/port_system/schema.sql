CREATE TABLE IF NOT EXISTS tax_bill (
    id text PRIMARY KEY,
    declaration text NOT NULL,
    payer text NOT NULL,
    amount text NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    paid_on text,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS receipt (
    id text PRIMARY KEY,
    tax_bill text NOT NULL,
    bank text NOT NULL,
    amount text NOT NULL,
    voucher_sha256 text NOT NULL,
    at text NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS manifest (
    id text PRIMARY KEY,
    bill_number text NOT NULL,
    voyage text NOT NULL,
    container text NOT NULL,
    status text NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS presentation (
    op_id text PRIMARY KEY,
    body bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS journal (
    nth bigint GENERATED ALWAYS AS IDENTITY,
    op_id text PRIMARY KEY,
    entry bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
