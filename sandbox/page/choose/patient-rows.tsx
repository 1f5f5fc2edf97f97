/** The patients a search found: enough of them to choose from, and how to get at the others. */
import type { PatientList } from '../../../src/sandbox/patients.js';

/** As many as the service lists at once. */
export const MOST = 200;

interface FoundProps {
  readonly list: PatientList;
  readonly chosen: string | undefined;
  readonly take: (patient: PatientList['patients'][number]) => void;
  readonly more: () => void;
  readonly count: number;
}

export function Found({ list, chosen, take, more, count }: FoundProps) {
  const { patients } = list;
  return (
    <div class="found">
      <p role="status">{countSaid(list)}</p>
      <ul>
        {patients.map((patient) => (
          <li key={patient.id}>
            <button
              type="button"
              class="row"
              aria-pressed={patient.id === chosen}
              onClick={() => take(patient)}
            >
              {patient.name}{' '}
              <span class="quiet">
                {[patient.birthDate, patient.postalCode, patient.id].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.more &&
        (count < MOST ? (
          <button type="button" onClick={more}>
            More
          </button>
        ) : (
          <p class="hint">There are more; a part of the name finds them.</p>
        ))}
    </div>
  );
}

function countSaid({ patients, more }: PatientList): string {
  if (patients.length === 0) return 'No patient was found. Try a part of the name, or the id.';
  if (more) return `The first ${patients.length} patients`;
  return patients.length === 1 ? 'One patient' : `${patients.length} patients`;
}
