/** The facts a result rests on: what, when, in which state, and where to look it up. */
import type { Evidence } from '../../../src/core/evidence.js';

interface Props {
  readonly evidence: readonly Evidence[];
  /** Base address under which a reference can be opened. */
  readonly records: string | undefined;
}

const SOURCES: Readonly<Record<string, string>> = {
  draft: 'order',
  prefetch: 'chart, prefetched',
  read: 'chart, read',
  directory: "payer's directory",
  policy: 'policy',
};

export function EvidenceList({ evidence, records }: Props) {
  if (evidence.length === 0) return null;
  return (
    <ul class="evidence">
      {evidence.map((one, index) => (
        <li key={index}>
          <span class="what">{[one.display ?? elementOf(one), one.note].filter(Boolean).join(': ')}</span>{' '}
          <span class="quiet">
            {[one.date?.slice(0, 10), one.status, isForm(one) ? 'form' : one.source && SOURCES[one.source]]
              .filter(Boolean)
              .join(' · ')}
          </span>{' '}
          <Where evidence={one} records={records} />
        </li>
      ))}
    </ul>
  );
}

/** Only what stands in a chart can be opened there: the draft and the directory are no part of it. */
function Where({ evidence, records }: { readonly evidence: Evidence; readonly records: string | undefined }) {
  const { reference, source, code } = evidence;
  if (reference === undefined) return null;
  const title = code === undefined ? {} : { title: code };
  const isCharted = (source === 'prefetch' || source === 'read') && !isForm(evidence);
  if (records === undefined || !isCharted || reference.includes('what-if'))
    return <code {...title}>{reference}</code>;
  return (
    <a href={`${records}/${reference}`} target="_blank" rel="noreferrer" {...title}>
      {reference}
    </a>
  );
}

/** A form that was returned is kept by the service, not in the chart. */
function isForm({ reference }: Evidence): boolean {
  return reference?.startsWith('QuestionnaireResponse/') === true;
}

/** `locationCode 22`: what has no display is named by its element and code. */
function elementOf({ path, code, reference }: Evidence): string | undefined {
  const short = code?.slice(code.lastIndexOf('|') + 1);
  return [path, short].filter(Boolean).join(' ') || reference;
}
