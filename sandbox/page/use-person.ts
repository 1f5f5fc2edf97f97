/** Who the order is for: the story's patient, the one found by search, or, when an address was opened, asked of the server by id. */
import { useEffect, useState } from 'preact/hooks';
import type { Catalog } from '../../src/sandbox/catalog.js';
import { isAbort } from './api/http.js';
import { findPatients } from './api/sandbox.js';
import type { Choices } from './choose/choices.js';
import type { Person } from './ehr/patient-banner.js';

export function usePerson(
  catalog: Catalog | undefined,
  { story, patient, server }: Choices,
  token: string,
): readonly [Person | undefined, (person: Person) => void] {
  const [found, setFound] = useState<Person>();
  const told = catalog?.stories.find(({ id }) => id === story);
  const isMissing = told === undefined && patient !== undefined && found?.id !== patient;
  const base = server ?? catalog?.embeddedFhir;
  useEffect(() => {
    if (!isMissing || base === undefined) return;
    const control = new AbortController();
    const own = server !== undefined && token !== '' ? { token } : {};
    findPatients({ server: base, ...own, query: patient, count: 1 }, control.signal).then(
      ({ patients }) => setFound(patients.find(({ id }) => id === patient) ?? { id: patient, name: patient }),
      // The call to the service says what is wrong with the server; here the id has to do.
      (error: unknown) => {
        if (!isAbort(error)) setFound({ id: patient, name: patient });
      },
    );
    return () => control.abort();
  }, [isMissing, base, patient]);
  if (told) return [{ id: told.patientId, name: told.patientName }, setFound];
  return [patient !== undefined && found?.id === patient ? found : undefined, setFound];
}
