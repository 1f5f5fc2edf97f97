/** Notices that the files of a certificate were replaced, which happens every few weeks and must not take a restart. */
import { statSync } from 'node:fs';
import type { TlsFiles } from './certificate.js';

export interface CertificateWatch {
  /** Reads the files anew, changed or not (SIGHUP). */
  readNow(): void;
  stop(): void;
}

export interface WatchOptions {
  readonly files: TlsFiles;
  /** May throw; the certificate in use stays then. */
  readonly reload: () => void;
  readonly reloaded: () => void;
  readonly failed: (error: unknown) => void;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
}

/** Looks at times instead of waiting for events: these do not reach mounted secrets, which are swapped by a link. */
export function watchCertificate(options: WatchOptions): CertificateWatch {
  const { files, everyMs = 60_000 } = options;
  let seen = stampOf(files);
  const readNow = (): void => {
    // Taken first: files that change while they are read are looked at again next time.
    seen = stampOf(files);
    try {
      options.reload();
      options.reloaded();
    } catch (error) {
      options.failed(error);
    }
  };
  const timer = setInterval(() => {
    if (stampOf(files) !== seen) readNow();
  }, everyMs);
  timer.unref();
  return { readNow, stop: () => clearInterval(timer) };
}

function stampOf(files: TlsFiles): string {
  return Object.values<string>({ ...files })
    .map((path) => {
      const { mtimeMs, ino, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
      return `${mtimeMs} ${ino} ${size}`;
    })
    .join();
}
