/** A case as a file: taken along, and asked again. What comes from another server is exported only when somebody vouches for it. */
import { useRef, useState } from 'preact/hooks';
import { asFailure, Failure } from '../api/http.js';
import { makeCaseFile, replayCase, type Answer, type Release } from '../api/sandbox.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import type { Replay } from './replay-view.js';

interface Props {
  readonly answer: Answer | undefined;
  /** Where the chart came from. */
  readonly server: string;
  readonly isEmbedded: boolean;
  readonly show: (replay: Replay) => void;
}

export function CaseFileBar({ answer, server, isEmbedded, show }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const save = (release: Release) => {
    dialog.current?.close();
    void attempt(async () => {
      if (answer) download(await makeCaseFile(answer, server, release));
    });
  };
  const open = (chosen: File | undefined) => {
    if (!chosen) return;
    void attempt(async () => {
      const content = await readJson(chosen);
      show({ name: chosen.name, file: content, result: await replayCase(content) });
    });
    // The same file can be chosen again.
    if (file.current) file.current.value = '';
  };

  return (
    <div class="case-file">
      <button
        type="button"
        class="small"
        disabled={!answer || busy}
        onClick={() => (isEmbedded ? save({}) : dialog.current?.showModal())}
      >
        Export the case
      </button>
      <button type="button" class="small" disabled={busy} onClick={() => file.current?.click()}>
        Import a case
      </button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="Case file"
        onChange={(event) => open(event.currentTarget.files?.[0])}
      />
      {busy && <Progress what="The service works on the case." />}
      {failure && <FailureNotice failure={failure} />}
      <ReleaseDialog dialog={dialog} save={save} />
    </div>
  );
}

interface DialogProps {
  readonly dialog: preact.RefObject<HTMLDialogElement | null>;
  readonly save: (release: Release) => void;
}

function ReleaseDialog({ dialog, save }: DialogProps) {
  return (
    <dialog ref={dialog} aria-labelledby="release-title">
      <h2 id="release-title">Is this a real person?</h2>
      <p>
        The chart comes from another FHIR server, and all of it goes into the file. Export it only when nobody
        can be recognised in it.
      </p>
      <p class="act">
        <button type="button" onClick={() => save({ synthetic: true })}>
          The patient is made up
        </button>
        <button type="button" onClick={() => save({ deidentified: true })}>
          The chart is de-identified
        </button>
        <button type="button" class="plain" onClick={() => dialog.current?.close()}>
          Do not export
        </button>
      </p>
    </dialog>
  );
}

async function readJson(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    throw new Failure(
      'This file is not JSON.',
      'Choose a case file that this page or the command line wrote.',
    );
  }
}

function download(content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'site-of-care-case.json';
  link.click();
  URL.revokeObjectURL(url);
}
