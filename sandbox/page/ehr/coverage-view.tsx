/** What the service wrote on the orders (coverage-information), as an EHR would show it to whoever works on the authorization. */
import type { HookRequest } from '../api/sandbox.js';
import { coverageInformation, type CoverageRow } from './coverage-info.js';
import { readOrder } from './read-order.js';

export function CoverageView({ draft }: { readonly draft: HookRequest }) {
  const stated = readOrder(draft).flatMap(({ key, title, resource }) =>
    coverageInformation(resource).map((rows) => ({ key, title, rows })),
  );
  if (stated.length === 0) return null;
  return (
    <section class="coverage" aria-labelledby="coverage-title">
      <h3 id="coverage-title">Coverage information on the order</h3>
      {stated.map(({ key, title, rows }, index) => (
        <div key={`${key} ${index}`} class="information">
          {stated.length > 1 && <p class="title">{title}</p>}
          <Rows rows={rows} />
        </div>
      ))}
    </section>
  );
}

function Rows({ rows }: { readonly rows: readonly CoverageRow[] }) {
  return (
    <dl>
      {rows.map(({ label, value, code }) => (
        <div key={label + value}>
          <dt>{label}</dt>
          <dd>
            {value} {code !== undefined && <code>{code}</code>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
