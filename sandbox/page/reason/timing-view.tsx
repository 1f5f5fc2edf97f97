/** How long each stage took, as lengths and numbers. */
import type { Stage } from '../api/timing.js';

const WORDS: Readonly<Record<string, string>> = {
  parse: 'Read the call',
  read: 'Read the chart',
  decide: 'Decide',
  answer: 'Write the answer',
  record: 'Keep the record',
};
const WIDTH = 100;

export function TimingView({ stages }: { readonly stages: readonly Stage[] }) {
  const total = stages.find(({ name }) => name === 'total')?.ms;
  const parts = stages.filter(({ name }) => name !== 'total');
  if (parts.length === 0) return null;
  const longest = Math.max(...parts.map(({ ms }) => ms), 0.1);
  return (
    <section class="timing" aria-labelledby="timing-title">
      <h3 id="timing-title">Answered {total !== undefined && <>in {total.toFixed(1)} ms</>}</h3>
      <table>
        <tbody>
          {parts.map(({ name, ms }) => (
            <tr key={name}>
              <th scope="row">{WORDS[name] ?? name}</th>
              <td class="number">{ms.toFixed(1)} ms</td>
              <td class="length">
                <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
                  <rect width={Math.max(1, (ms / longest) * WIDTH)} height="8" rx="1" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
