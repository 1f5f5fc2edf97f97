/** How the drug was recognised, where it is given, who pays, and what could not be seen. */
import type { DecisionRecord } from '../../../src/decisions/record.js';
import { EvidenceList } from './evidence-list.js';

interface Props {
  readonly record: DecisionRecord;
  readonly records: string | undefined;
  readonly unavailable: Readonly<Record<string, string>>;
}

type Row = NonNullable<DecisionRecord['drug']['rows']>[number];

const CLASSES: Readonly<Record<string, string>> = {
  HOPD: 'hospital outpatient department',
  OFFICE: 'office',
  ASC_AIC: 'infusion suite',
  HOME: 'home',
  UNRESOLVED: 'not known',
};

export function Facts({ record, records, unavailable }: Props) {
  const { drug, site, coverage, assumptions } = record;
  const unread = [
    ...record.unavailable,
    ...Object.entries(unavailable).map(([key, why]) => `${key}: ${why}`),
  ];
  return (
    <dl class="facts">
      <div>
        <dt>Drug</dt>
        <dd>
          {drug.name} {drug.hcpcs.length > 0 && <code>{drug.hcpcs.join(', ')}</code>}
          <Lines lines={[...drug.path, ...(drug.rows ?? []).map(rowSaid), ...(drug.doubts ?? [])]} />
          {drug.question !== undefined && <p>{drug.question}</p>}
        </dd>
      </div>
      {site && (
        <div>
          <dt>Site</dt>
          <dd>
            {CLASSES[site.class] ?? site.class.toLowerCase()}
            <Lines lines={site.reason === undefined ? [] : [site.reason]} />
            <EvidenceList evidence={site.evidence} records={records} />
          </dd>
        </div>
      )}
      {coverage && (
        <div>
          <dt>Coverage</dt>
          <dd>{coverage.reason}</dd>
        </div>
      )}
      <div>
        <dt>Could not be read</dt>
        <dd>{unread.length === 0 ? 'Everything that was needed was seen.' : <Lines lines={unread} />}</dd>
      </div>
      {assumptions.length > 0 && (
        <div>
          <dt>Assumed</dt>
          <dd>
            <Lines lines={assumptions} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Some rows of the list are misprinted; the service says what each really is. */
function rowSaid({ row, genericAsPrinted, corrected }: Row): string {
  const printed = `row ${row} of the payer's list: ${genericAsPrinted}`;
  return corrected?.generic === undefined ? printed : `${printed}, which is ${corrected.generic}`;
}
