"""Cases, their acts and evidence, certificates, authority, keys, connectors and the transparency log."""

from alembic import op

from shared.runtime.ddl import statements

revision = "0001"
down_revision = None
PHASE = "expand"

TABLES = [
    """
    CREATE TABLE anomaly_type (
        code varchar NOT NULL,
        version integer NOT NULL,
        content jsonb NOT NULL,
        since timestamptz NOT NULL,
        CONSTRAINT pk_anomaly_type PRIMARY KEY (code, version)
    )
    """,
    """
    CREATE TABLE authority_grant (
        id varchar NOT NULL,
        version integer NOT NULL,
        unit varchar NOT NULL,
        content jsonb NOT NULL,
        since timestamptz NOT NULL,
        CONSTRAINT pk_authority_grant PRIMARY KEY (id, version)
    )
    """,
    """
    CREATE TABLE case_act (
        case_id uuid NOT NULL,
        seq integer NOT NULL,
        action varchar(32) NOT NULL,
        leaf varchar NOT NULL,
        leaf_sha256 varchar NOT NULL,
        document bytea NOT NULL,
        hashes jsonb NOT NULL,
        CONSTRAINT pk_case_act PRIMARY KEY (case_id, seq)
    )
    """,
    """
    CREATE TABLE case_file (
        id uuid NOT NULL,
        number varchar NOT NULL,
        request_id uuid NOT NULL,
        version integer NOT NULL,
        state varchar(32) NOT NULL,
        territory varchar NOT NULL,
        system varchar,
        title varchar NOT NULL,
        reported_type varchar NOT NULL,
        reporter_unit varchar NOT NULL,
        reporter_person varchar NOT NULL,
        desk varchar,
        territorial_unit varchar,
        first_contact varchar,
        type varchar NOT NULL,
        severity varchar(32) NOT NULL,
        competent_unit varchar,
        special_reason varchar,
        outcome varchar,
        revision integer NOT NULL,
        opened_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT pk_case_file PRIMARY KEY (id),
        CONSTRAINT uq_case_file_number UNIQUE (number),
        CONSTRAINT uq_case_file_request_id UNIQUE (request_id)
    )
    """,
    "CREATE INDEX ix_case_file_state_changed_at ON case_file (state, changed_at)",
    """
    CREATE TABLE certificate (
        id uuid NOT NULL,
        case_id uuid NOT NULL,
        revision integer NOT NULL,
        number varchar NOT NULL,
        payload_sha256 varchar NOT NULL,
        CONSTRAINT pk_certificate PRIMARY KEY (id),
        CONSTRAINT uq_certificate_number UNIQUE (number)
    )
    """,
    "CREATE INDEX ix_certificate_case_id ON certificate (case_id)",
    """
    CREATE TABLE connector (
        system varchar NOT NULL,
        version integer NOT NULL,
        unit varchar NOT NULL,
        content jsonb NOT NULL,
        since timestamptz NOT NULL,
        CONSTRAINT pk_connector PRIMARY KEY (system, version)
    )
    """,
    """
    CREATE TABLE counter (
        series varchar NOT NULL,
        year integer NOT NULL,
        count integer NOT NULL,
        CONSTRAINT pk_counter PRIMARY KEY (series, year)
    )
    """,
    """
    CREATE TABLE evidence_blob (
        sha256 varchar NOT NULL,
        content bytea NOT NULL,
        CONSTRAINT pk_evidence_blob PRIMARY KEY (sha256)
    )
    """,
    """
    CREATE TABLE execution (
        certificate_id uuid NOT NULL,
        case_id uuid NOT NULL,
        reserved_at timestamptz NOT NULL,
        fence_until timestamptz NOT NULL,
        CONSTRAINT pk_execution PRIMARY KEY (certificate_id)
    )
    """,
    """
    CREATE TABLE log_checkpoint (
        n integer NOT NULL,
        size bigint NOT NULL,
        root bytea NOT NULL,
        note varchar NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_log_checkpoint PRIMARY KEY (n),
        CONSTRAINT uq_log_checkpoint_size UNIQUE (size)
    )
    """,
    """
    CREATE TABLE log_leaf (
        index bigint NOT NULL,
        sha256 varchar NOT NULL,
        leaf bytea NOT NULL,
        case_id uuid,
        case_seq integer,
        CONSTRAINT pk_log_leaf PRIMARY KEY (index),
        CONSTRAINT uq_log_leaf_sha256 UNIQUE (sha256),
        CONSTRAINT uq_log_leaf_case_id_case_seq UNIQUE (case_id, case_seq)
    )
    """,
    """
    CREATE TABLE log_node (
        level integer NOT NULL,
        place bigint NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_log_node PRIMARY KEY (level, place)
    )
    """,
    """
    CREATE TABLE log_pending (
        pos bigint GENERATED ALWAYS AS IDENTITY,
        sha256 varchar NOT NULL,
        leaf bytea NOT NULL,
        case_id uuid,
        case_seq integer,
        CONSTRAINT pk_log_pending PRIMARY KEY (pos)
    )
    """,
    """
    CREATE TABLE party (
        case_id uuid NOT NULL,
        holder varchar NOT NULL,
        standing varchar(32) NOT NULL,
        opened timestamptz NOT NULL,
        CONSTRAINT pk_party PRIMARY KEY (case_id, holder, standing)
    )
    """,
    "CREATE INDEX ix_party_scope ON party (holder, standing, opened, case_id)",
    """
    CREATE TABLE plan (
        case_id uuid NOT NULL,
        revision integer NOT NULL,
        sha256 varchar NOT NULL,
        CONSTRAINT pk_plan PRIMARY KEY (case_id, revision)
    )
    """,
    """
    CREATE TABLE plan_op (
        case_id uuid NOT NULL,
        revision integer NOT NULL,
        n integer NOT NULL,
        op_id uuid NOT NULL,
        system varchar NOT NULL,
        record_key varchar NOT NULL,
        record_id varchar NOT NULL,
        path varchar NOT NULL,
        CONSTRAINT pk_plan_op PRIMARY KEY (case_id, revision, n),
        CONSTRAINT uq_plan_op_op_id UNIQUE (op_id)
    )
    """,
    "CREATE INDEX ix_plan_op_system_record_key_record_id_path ON plan_op (system, record_key, record_id, path)",
    """
    CREATE TABLE signature (
        certificate_id uuid NOT NULL,
        n integer NOT NULL,
        person varchar NOT NULL,
        kid varchar NOT NULL,
        protected varchar NOT NULL,
        signature varchar NOT NULL,
        CONSTRAINT pk_signature PRIMARY KEY (certificate_id, n),
        CONSTRAINT uq_signature_certificate_id_person UNIQUE (certificate_id, person)
    )
    """,
    """
    CREATE TABLE signing_key (
        kid varchar NOT NULL,
        alg varchar NOT NULL,
        pub varchar NOT NULL,
        use varchar NOT NULL,
        unit varchar NOT NULL,
        person varchar,
        not_before timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        CONSTRAINT pk_signing_key PRIMARY KEY (kid)
    )
    """,
    """
    CREATE TABLE timer (
        case_id uuid NOT NULL,
        certificate_id uuid NOT NULL,
        action varchar(32) NOT NULL,
        due_at timestamptz NOT NULL,
        CONSTRAINT pk_timer PRIMARY KEY (case_id, certificate_id, action)
    )
    """,
    "CREATE INDEX ix_timer_due_at ON timer (due_at)",
]

INSERT_ONLY = [
    "case_act",
    "evidence_blob",
    "plan",
    "plan_op",
    "certificate",
    "signature",
    "execution",
    "anomaly_type",
    "authority_grant",
    "signing_key",
    "connector",
    "log_leaf",
    "log_node",
    "log_checkpoint",
]
REFUSE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def upgrade() -> None:
    """Creates everything; what is evidence can only be added to."""
    for statement in [*statements("spine"), *TABLES, REFUSE]:
        op.execute(statement)
    for table in INSERT_ONLY:
        op.execute(
            f"CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Drops everything."""
    op.execute(
        "DROP TABLE case_file, case_act, party, evidence_blob, plan, plan_op, certificate, signature, execution, timer,"
        " counter, anomaly_type, authority_grant, signing_key, connector, log_pending, log_leaf, log_node,"
        " log_checkpoint"
    )
    op.execute("DROP FUNCTION refuse_change")
    op.execute("DROP SCHEMA runtime CASCADE")
