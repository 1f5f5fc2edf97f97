/** The same tables as in SQLite, with instants as timestamptz and documents as json, which keeps them as they were written. */
export const RECORDS_POSTGRESQL = `
  CREATE TABLE decision (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_key text,
    position integer NOT NULL,
    id text NOT NULL,
    hook_instance text NOT NULL,
    evaluated_at timestamptz NOT NULL,
    determination text NOT NULL,
    cause text,
    drug text NOT NULL,
    silent smallint NOT NULL,
    record json NOT NULL,
    UNIQUE (call_key, position)
  );
  CREATE INDEX decision_by_id ON decision (id);
  CREATE INDEX decision_by_hook_instance ON decision (hook_instance);
  CREATE INDEX decision_by_time ON decision (evaluated_at);
  CREATE TABLE hook_call (
    key text PRIMARY KEY,
    hook_instance text NOT NULL,
    hook text NOT NULL,
    service text NOT NULL,
    crd_version text NOT NULL,
    client text,
    patient text,
    fhir_server text NOT NULL,
    received_at timestamptz NOT NULL,
    tenths integer NOT NULL,
    status smallint NOT NULL,
    cards integer NOT NULL,
    actions integer NOT NULL,
    silent_mode smallint NOT NULL,
    metric json
  );
  CREATE INDEX hook_call_by_time ON hook_call (received_at);
  CREATE INDEX hook_call_by_patient ON hook_call (patient);
  CREATE TABLE served_card (
    card text PRIMARY KEY,
    call_key text NOT NULL,
    served_at timestamptz NOT NULL,
    shown smallint NOT NULL,
    template text NOT NULL,
    drug text NOT NULL,
    links json NOT NULL
  );
  CREATE INDEX served_card_by_call ON served_card (call_key);
  CREATE INDEX served_card_by_time ON served_card (served_at);
  CREATE TABLE feedback (
    card text NOT NULL,
    outcome text NOT NULL,
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    service text NOT NULL,
    client text,
    reason text,
    reason_system text,
    criterion text,
    suggestions json NOT NULL,
    user_comment text,
    PRIMARY KEY (card, outcome, at)
  );
  CREATE INDEX feedback_by_time ON feedback (received_at);
  CREATE TABLE audit_entry (
    key text PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    target text,
    outcome text NOT NULL
  );
  CREATE INDEX audit_entry_by_time ON audit_entry (at);
  CREATE TABLE used_token (key text PRIMARY KEY, expires_at timestamptz NOT NULL);
  CREATE TABLE erasure (
    patient text NOT NULL,
    fhir_server text NOT NULL,
    before timestamptz NOT NULL,
    PRIMARY KEY (patient, fhir_server)
  );
  CREATE TABLE setting (name text PRIMARY KEY, value text NOT NULL);
  CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM setting WHERE name = 'audit-kept-from' AND OLD.at < value::timestamptz
      ) THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'the audit is append-only';
    END $$;
  CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
  CREATE TRIGGER audit_entry_is_not_emptied BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
  CREATE VIEW feedback_on_card AS
    SELECT f.*, (c.card IS NOT NULL)::int AS known, c.call_key, c.template, c.drug, c.links
    FROM feedback f LEFT JOIN served_card c ON c.card = f.card;
`;
