/** Instants are ISO text in UTC, flags are 0 and 1. Decisions stored by version 1 belong to no call, so they have no patient. */
export const RECORDS_SQLITE = `
  ALTER TABLE decision RENAME TO decision_1;
  DROP INDEX IF EXISTS decision_by_id;
  DROP INDEX IF EXISTS decision_by_hook_instance;
  CREATE TABLE decision (
    seq INTEGER PRIMARY KEY,
    call_key TEXT,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    hook_instance TEXT NOT NULL,
    evaluated_at TEXT NOT NULL,
    determination TEXT NOT NULL,
    cause TEXT,
    drug TEXT NOT NULL,
    silent INTEGER NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (call_key, position)
  );
  INSERT INTO decision
    SELECT seq, NULL, 0, id, hook_instance,
           coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', json_extract(record, '$.evaluatedAt')), '1970-01-01T00:00:00.000Z'),
           coalesce(json_extract(record, '$.determination'), ''), json_extract(record, '$.cause'),
           coalesce(json_extract(record, '$.drug.name'), ''),
           coalesce(json_extract(record, '$.silent'), 0), record
    FROM decision_1;
  DROP TABLE decision_1;
  CREATE INDEX decision_by_id ON decision (id);
  CREATE INDEX decision_by_hook_instance ON decision (hook_instance);
  CREATE INDEX decision_by_time ON decision (evaluated_at);
  CREATE TABLE hook_call (
    key TEXT PRIMARY KEY,
    hook_instance TEXT NOT NULL,
    hook TEXT NOT NULL,
    service TEXT NOT NULL,
    crd_version TEXT NOT NULL,
    client TEXT,
    patient TEXT,
    fhir_server TEXT NOT NULL,
    received_at TEXT NOT NULL,
    tenths INTEGER NOT NULL,
    status INTEGER NOT NULL,
    cards INTEGER NOT NULL,
    actions INTEGER NOT NULL,
    silent_mode INTEGER NOT NULL,
    metric TEXT
  );
  CREATE INDEX hook_call_by_time ON hook_call (received_at);
  CREATE INDEX hook_call_by_patient ON hook_call (patient);
  CREATE TABLE served_card (
    card TEXT PRIMARY KEY,
    call_key TEXT NOT NULL,
    served_at TEXT NOT NULL,
    shown INTEGER NOT NULL,
    template TEXT NOT NULL,
    drug TEXT NOT NULL,
    links TEXT NOT NULL
  );
  CREATE INDEX served_card_by_call ON served_card (call_key);
  CREATE INDEX served_card_by_time ON served_card (served_at);
  CREATE TABLE feedback (
    card TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    service TEXT NOT NULL,
    client TEXT,
    reason TEXT,
    reason_system TEXT,
    criterion TEXT,
    suggestions TEXT NOT NULL,
    user_comment TEXT,
    PRIMARY KEY (card, outcome, at)
  );
  CREATE INDEX feedback_by_time ON feedback (received_at);
  CREATE TABLE audit_entry (
    key TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT,
    outcome TEXT NOT NULL
  );
  CREATE INDEX audit_entry_by_time ON audit_entry (at);
  CREATE TABLE used_token (key TEXT PRIMARY KEY, expires_at TEXT NOT NULL);
  CREATE TABLE erasure (
    patient TEXT NOT NULL,
    fhir_server TEXT NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (patient, fhir_server)
  );
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry
    WHEN NOT EXISTS (SELECT 1 FROM setting WHERE name = 'audit-kept-from' AND OLD.at < value)
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
  CREATE VIEW feedback_on_card AS
    SELECT f.*, c.card IS NOT NULL AS known, c.call_key, c.template, c.drug, c.links
    FROM feedback f LEFT JOIN served_card c ON c.card = f.card;
`;
