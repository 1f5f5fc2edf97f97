/** Limits of time no test runs into, however busy the machine is. A test whose subject is a limit sets its own. */
export const UNHURRIED_MS = 30_000;

export const NO_HURRY = {
  EHR_TIMEOUT_MS: String(UNHURRIED_MS),
  EHR_BUDGET_MS: '40000',
  DEADLINE_MS: '50000',
} as const;
