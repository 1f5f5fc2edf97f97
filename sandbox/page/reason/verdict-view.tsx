/** The answer in plain words; silence is said first, because nothing on the left shows it. */
import { Mark } from '../parts/mark.js';
import type { Verdict } from './verdict.js';

export function VerdictView({ verdict }: { readonly verdict: Verdict }) {
  const { mark, sentence, because, silence } = verdict;
  return (
    <div class={`verdict ${mark.tone}`}>
      <Mark mark={mark} badge />
      {silence !== undefined && (
        <p class="silence">
          <strong>Why the service is silent.</strong> {silence}
        </p>
      )}
      <p class="sentence">{sentence}</p>
      {because.length > 0 && (
        <ul>
          {because.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
