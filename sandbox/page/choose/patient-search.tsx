/** A patient of the embedded FHIR server or of one's own. The token stays in this page, in no address and no storage, and goes to its server only. */
import { useId, useState } from 'preact/hooks';
import type { PatientList } from '../../../src/sandbox/patients.js';
import { asFailure, type Failure } from '../api/http.js';
import { findPatients } from '../api/sandbox.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import type { ChooserProps } from './chooser.js';
import type { Choices } from './choices.js';
import { Found, MOST } from './patient-rows.js';

const PAGE = 20;

export function PatientSearch({ catalog, choices, choose, token, hold, setPerson }: ChooserProps) {
  const [server, setServer] = useState(choices.server ?? '');
  const [typed, setTyped] = useState(token);
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<PatientList>();
  const [count, setCount] = useState(PAGE);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const id = useId();
  const isOwn = server.trim() !== '';

  const search = async (wanted: number) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const base = isOwn ? server.trim() : (catalog.embeddedFhir ?? '');
      const list = await findPatients({
        server: base,
        ...(isOwn && typed !== '' && { token: typed }),
        query,
        count: wanted,
      });
      if (isOwn) hold({ server: list.server, value: typed });
      setFound(list);
      setCount(wanted);
    } catch (error) {
      setFound(undefined);
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const take = (patient: PatientList['patients'][number]) => {
    setPerson(patient);
    choose(patientChosen(choices, patient.id, isOwn ? (found?.server ?? server.trim()) : undefined, catalog));
  };

  return (
    <details class="search" open={choices.story === undefined}>
      <summary>Another patient, or your own FHIR server</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void search(PAGE);
        }}
      >
        <label for={`${id}-server`}>FHIR server</label>
        <input
          id={`${id}-server`}
          type="url"
          value={server}
          placeholder={catalog.embeddedFhir === undefined ? 'https://ehr.example.org/fhir' : 'embedded'}
          required={catalog.embeddedFhir === undefined}
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => {
            setServer(event.currentTarget.value);
            setTyped('');
          }}
        />
        <p class="hint" id={`${id}-hint`}>
          Base address of an R4 server, such as https://ehr.example.org/fhir.
          {catalog.embeddedFhir !== undefined && ' Empty: the embedded one.'}
        </p>
        {isOwn && (
          <>
            <label for={`${id}-token`}>Access token (optional)</label>
            <input
              id={`${id}-token`}
              type="password"
              autocomplete="off"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
              // Only a whole token is worth a call.
              onBlur={() => hold({ server: server.trim(), value: typed })}
            />
          </>
        )}
        <label for={`${id}-query`}>Name or id</label>
        <input id={`${id}-query`} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        <button type="submit" disabled={busy}>
          Search patients
        </button>
      </form>
      {busy && <Progress what="The FHIR server is asked." />}
      {failure && <FailureNotice failure={failure} retry={() => void search(count)} />}
      {found && (
        <Found
          list={found}
          chosen={choices.patient}
          take={take}
          more={() => void search(MOST)}
          count={count}
        />
      )}
    </details>
  );
}

/** Somebody else's chart with the drug that was looked at before, when there was one. */
function patientChosen(
  choices: Choices,
  patient: string,
  server: string | undefined,
  { stories }: ChooserProps['catalog'],
): Choices {
  const { view, hook, crd, prefetch } = choices;
  const story = stories.find(({ id }) => id === choices.story) ?? stories[0];
  const drug = choices.drug ?? story?.drug;
  const site = choices.site ?? 'HOPD';
  return {
    ...{ view, hook, crd, prefetch, patient, site, signed: false, whatIf: {} },
    ...(server !== undefined && { server }),
    ...(drug && { drug }),
  };
}
