/** How a fact reached this service. `draft` is the call's own context, `directory` the payer's network file. */
export type Provenance = 'draft' | 'prefetch' | 'read' | 'directory' | 'policy';

/** One thing a decision rests on. All members are safe to store; none carries free text of the chart longer than a display. */
export interface Evidence {
  /** `Condition/c7`: where to look in the chart, or in the directory. */
  readonly reference?: string;
  /** The element that spoke, such as `locationReference`. */
  readonly path?: string;
  /** FHIR date or dateTime as it stands in the resource, possibly partial. */
  readonly date?: string;
  readonly status?: string;
  /** `system|code`, or the code alone when no system was given. */
  readonly code?: string;
  readonly display?: string;
  readonly source?: Provenance;
  /** Page of a search result the resource was on, from 1. */
  readonly page?: number;
  /** Why it counts, or why it does not. */
  readonly note?: string;
}
