/** The calls that were made for the form, as they went over the wire, with how long each took. */
import type { WireCall } from '../api/dtr.js';
import { JsonFold } from '../parts/json-fold.js';

export function FormCalls({ calls }: { readonly calls: readonly WireCall[] }) {
  if (calls.length === 0) return null;
  return (
    <section class="wire" aria-labelledby="form-calls-title">
      <h3 id="form-calls-title">The calls themselves</h3>
      {calls.map(({ line, status, ms, request, answer }, index) => (
        <div key={index} class="wire-call">
          <p>
            <code>{line}</code>{' '}
            <span class="quiet">
              answered {status} in {ms.toFixed(0)} ms
            </span>
          </p>
          <JsonFold title="Request" value={withoutContents(request)} />
          <JsonFold title="Answer" value={withoutContents(answer)} />
        </div>
      ))}
    </section>
  );
}

/** Longer than any text somebody reads: the contents of a document, or of a compiled library. */
const LONG = 4000;

function withoutContents(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONG ? `(${value.length} characters)` : value;
  if (Array.isArray(value)) return value.map(withoutContents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, withoutContents(below)]));
}
