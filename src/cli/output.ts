/** Where a command writes; the process hands in its own streams. */
export interface Output {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Exit status of a command that was called wrongly: EX_USAGE of sysexits.h. */
export const USAGE_ERROR = 64;
