/** A step from one version of the tables to the next. Steps are only ever added; a published one is never changed. */
export interface Migration {
  readonly version: number;
  readonly sqlite: string;
  readonly postgresql: string;
}
