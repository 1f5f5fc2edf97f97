/** The little that the store needs of a database. Statements write `$1`, `$2` … for their values. */

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Rows to insert; those whose key is there already are left alone. */
export interface Insert {
  readonly into: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export interface Change {
  readonly sql: string;
  readonly values?: readonly Value[];
}

export interface Driver {
  readonly dialect: 'sqlite' | 'postgresql';
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /** All or nothing, in order; resolves to the number of rows each of them changed. */
  batch(statements: readonly (Insert | Change)[]): Promise<readonly number[]>;
  /** One transaction that no other process runs at the same time: for migrations, before anything else uses the driver. */
  alone<T>(work: (database: Exclusive) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Exclusive {
  all(sql: string): Promise<readonly Row[]>;
  /** Any number of statements, without values. */
  run(sql: string): Promise<void>;
}

/** A failure of the database. Its message can quote stored data, so only the name and the code are for the log. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** `SQLITE_FULL`, an SQLSTATE such as `53100`, or a system error such as `ECONNREFUSED`. */
  readonly code: string;

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Neither database keeps U+0000 in text; an EHR can send it. */
export function clean(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
}
