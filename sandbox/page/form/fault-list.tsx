/** What is still missing, as a list that leads to each place. */
import type { FormFault } from './model/check.js';

export function FaultList({ faults }: { readonly faults: readonly FormFault[] }) {
  const count = faults.length === 1 ? 'One answer is' : `${faults.length} answers are`;
  return (
    <div
      class="notice failure"
      id="form-faults"
      role="group"
      aria-labelledby="form-faults-title"
      tabIndex={-1}
    >
      <h3 id="form-faults-title">{count} missing or cannot be used. The form was not returned.</h3>
      <ul class="faults">
        {faults.map(({ path, label, says }) => (
          <li key={path}>
            <a
              href={`#q-${path}`}
              onClick={(event) => {
                // The page's address tells the case, not the place in it.
                event.preventDefault();
                focusOn(path);
              }}
            >
              {label}
            </a>
            : {says}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A group of buttons is entered at its first one. */
function focusOn(path: string): void {
  const place = document.getElementById(`q-${path}`);
  const control = place?.matches('input, select, textarea, section')
    ? place
    : place?.querySelector<HTMLElement>('input, select, textarea');
  (control ?? place)?.scrollIntoView({ block: 'center' });
  (control ?? place)?.focus();
}
