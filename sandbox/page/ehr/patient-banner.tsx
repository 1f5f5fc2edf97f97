/** Who the order is for, as the head of a chart. */
import { isObject, list, text } from './resources.js';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string | undefined;
  readonly gender?: string | undefined;
  readonly postalCode?: string | undefined;
}

interface Props {
  readonly person: Person;
  /** What came with the call; its Patient says more than a list of patients does. */
  readonly prefetched: unknown;
}

export function PatientBanner({ person, prefetched }: Props) {
  const patient = isObject(prefetched) && isObject(prefetched['patient']) ? prefetched['patient'] : {};
  const [address] = list(patient['address']);
  const facts = [
    text(patient['birthDate']) ?? person.birthDate,
    text(patient['gender']) ?? person.gender,
    zip(isObject(address) ? text(address['postalCode']) : undefined) ?? zip(person.postalCode),
  ].filter(Boolean);
  return (
    <p class="patient">
      <strong>{person.name}</strong> <span class="quiet">{[...facts, person.id].join(' · ')}</span>
    </p>
  );
}

function zip(code: string | undefined): string | undefined {
  return code === undefined ? undefined : `ZIP ${code}`;
}
