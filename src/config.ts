/** The environment as a frozen Config. Every fault is collected, so that one failed start names everything there is to fix. */

export interface Config {
  readonly mode: 'sandbox' | 'production';
  readonly port: number;
  readonly host: string;
  /** Without trailing slash; what clients call this service by. */
  readonly publicUrl: string;
  /** Evaluate as if the demo payer covered a patient without Coverage, and say so (contract.md, "Coverage"). */
  readonly assumeCoverage: boolean;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** `*`, or the origins that browsers may call from. */
  readonly corsOrigins: '*' | readonly string[];
  /** Milliseconds after which a hook call is answered, whatever is still missing (CR-80). */
  readonly deadlineMs: number;
  /** What happens to an own answer that breaks CDS Hooks: not looked at, sent and logged, or held back with 500. */
  readonly validateResponses: (typeof RESPONSE_CHECKS)[number];
  readonly ehr: {
    /** Milliseconds for one read. */
    readonly timeoutMs: number;
    /** Milliseconds for all reads of a call together. */
    readonly budgetMs: number;
    readonly maxInFlight: number;
    /** Pages read of one search result. */
    readonly maxPages: number;
    /** Bytes of one answer, after decompression. */
    readonly maxBytes: number;
  };
  /** May FHIR servers on loopback, private and link-local addresses be asked? */
  readonly allowPrivateNetworks: boolean;
  /** Serve a FHIR server with made-up patients under /sandbox/fhir (sandbox mode only). */
  readonly sandboxFhir: boolean;
  /** A second opinion on drug codes; undefined when it is off. It can only add a doubt (docs/drugs.md). */
  readonly drugCrossCheck:
    | {
        /** A FHIR terminology server's `$translate`, or RxNav. */
        readonly kind: 'translate' | 'rxnav';
        /** Without trailing slash. */
        readonly url: string;
        /** Canonical of the ConceptMap for `$translate`. */
        readonly map?: string;
        /** Milliseconds for one look-up. */
        readonly timeoutMs: number;
      }
    | undefined;
}

/** All faults of a configuration: which variable, what is wrong, how to fix it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const RESPONSE_CHECKS = ['off', 'log', 'refuse'] as const;
/** The public service of the U.S. National Library of Medicine. */
const RXNAV = 'https://rxnav.nlm.nih.gov';
const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2 };
/** What production has to be told, and what for. */
const REQUIRED_IN_PRODUCTION = {
  PUBLIC_URL: 'set it to the https address clients use; tokens are checked against it',
  CDS_CLIENTS: 'list the CDS clients that may call, with their keys',
  PAYER: 'name the payer whose plans and network this service decides for',
} as const;

/**
 * Reads the configuration from the environment (README.md lists the variables).
 *
 * @throws ConfigError naming every fault at once
 */
export function loadConfig(environment: Environment): Config {
  const faults: string[] = [];
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;

  function choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const given = value(name)?.toLowerCase();
    const found = allowed.find((option) => option === given);
    if (given !== undefined && found === undefined)
      faults.push(`${name}: "${given}" is not one of ${allowed.join(', ')}.`);
    return found ?? fallback;
  }

  function whole(name: string, fallback: number, least: number, most: number): number {
    const given = value(name);
    if (given === undefined) return fallback;
    const number = /^\d+$/.test(given) ? Number(given) : NaN;
    if (number >= least && number <= most) return number;
    faults.push(`${name}: "${given}" is not a whole number from ${least} to ${most}.`);
    return fallback;
  }

  function bytes(name: string, fallback: number): number {
    const given = value(name);
    if (given === undefined) return fallback;
    const match = /^(\d+)\s*([a-z]*)$/i.exec(given);
    const size = Number(match?.[1]) * (BYTE_UNITS[match?.[2]?.toLowerCase() ?? ''] ?? NaN);
    if (size >= 1024) return size;
    faults.push(
      `${name}: "${given}" is not a size of at least 1 kB; write "10 MB", "500 kB" or a number of bytes.`,
    );
    return fallback;
  }

  function httpUrl(name: string, fallback: string): string {
    const given = value(name);
    if (given === undefined) return fallback;
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash)
      return url.href.replace(/\/+$/, '');
    faults.push(
      `${name}: "${given}" is not an absolute http(s) address without query; write "https://cds.example.org".`,
    );
    return fallback;
  }

  function origins(name: string, fallback: Config['corsOrigins']): Config['corsOrigins'] {
    const given = value(name);
    if (given === undefined) return fallback;
    if (given === '*') return given;
    const listed = given.split(',').map((origin) => origin.trim());
    const wrong = listed.filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
    if (wrong.length > 0)
      faults.push(
        `${name}: ${wrong.join(', ')} is no origin; write "https://ehr.example.org", comma separated, or "*".`,
      );
    return Object.freeze(listed);
  }

  const mode = choice('MODE', ['sandbox', 'production'], 'sandbox');
  const sandbox = mode === 'sandbox';
  const port = whole('PORT', 3000, 0, 65535);
  const host = value('HOST') ?? (sandbox ? '127.0.0.1' : '0.0.0.0');
  if (!sandbox) faults.push(...productionFaults(value));

  const ehr = Object.freeze({
    timeoutMs: whole('EHR_TIMEOUT_MS', 1500, 10, 60_000),
    budgetMs: whole('EHR_BUDGET_MS', 3500, 10, 60_000),
    maxInFlight: whole('EHR_MAX_IN_FLIGHT', 6, 1, 100),
    maxPages: whole('EHR_MAX_PAGES', 5, 1, 1000),
    maxBytes: bytes('EHR_MAX_BYTES', 5 * 1024 ** 2),
  });
  const crossCheck = choice('DRUG_CROSS_CHECK', ['off', 'translate', 'rxnav'], 'off');
  const crossCheckUrl = httpUrl('DRUG_CROSS_CHECK_URL', crossCheck === 'rxnav' ? RXNAV : '');
  if (crossCheck === 'translate' && value('DRUG_CROSS_CHECK_URL') === undefined) {
    faults.push('DRUG_CROSS_CHECK_URL: is missing; name the base address of the terminology server.');
  }
  const crossCheckMap = value('DRUG_CROSS_CHECK_MAP');
  const crossCheckTimeout = whole('DRUG_CROSS_CHECK_TIMEOUT_MS', 500, 10, 1000);

  const deadlineMs = whole('DEADLINE_MS', 4500, 100, 60_000);
  if (ehr.budgetMs >= deadlineMs) {
    faults.push(
      `EHR_BUDGET_MS: ${ehr.budgetMs} leaves no time to answer before DEADLINE_MS (${deadlineMs}); make it smaller.`,
    );
  }

  const sandboxFhir = choice('SANDBOX_FHIR', ['on', 'off'], 'off') === 'on';
  if (sandboxFhir && !sandbox) faults.push('SANDBOX_FHIR: is for MODE=sandbox; leave it out.');

  const config: Config = Object.freeze({
    mode,
    port,
    host,
    publicUrl: httpUrl('PUBLIC_URL', `http://${host.includes(':') ? `[${host}]` : host}:${port}`),
    assumeCoverage: choice('ASSUME_COVERAGE', ['on', 'off'], sandbox ? 'on' : 'off') === 'on',
    bodyLimit: bytes('BODY_LIMIT', 10 * 1024 ** 2),
    database: value('DATABASE') ?? 'data/decisions.sqlite',
    logLevel: choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    corsOrigins: origins('CORS_ORIGINS', sandbox ? '*' : Object.freeze([])),
    deadlineMs,
    validateResponses: choice('VALIDATE_RESPONSES', RESPONSE_CHECKS, sandbox ? 'log' : 'off'),
    ehr,
    allowPrivateNetworks: choice('ALLOW_PRIVATE_NETWORKS', ['on', 'off'], sandbox ? 'on' : 'off') === 'on',
    sandboxFhir,
    drugCrossCheck:
      crossCheck === 'off'
        ? undefined
        : Object.freeze({
            kind: crossCheck,
            url: crossCheckUrl,
            timeoutMs: crossCheckTimeout,
            ...(crossCheckMap !== undefined && { map: crossCheckMap }),
          }),
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Production is closed until callers can be verified: it must never serve an unauthenticated call (contract.md, "Commands"). */
function productionFaults(value: (name: string) => string | undefined): string[] {
  const missing = Object.entries(REQUIRED_IN_PRODUCTION)
    .filter(([name]) => value(name) === undefined)
    .map(([name, fix]) => `${name}: is missing; in production, ${fix}.`);
  const notHttps = value('PUBLIC_URL')?.startsWith('http:') ? ['PUBLIC_URL: production needs https.'] : [];
  return [
    ...missing,
    ...notHttps,
    'MODE: production is refused because verifying callers (signed tokens) is not part of this version; use MODE=sandbox, which trusts every caller, on a loopback address only.',
  ];
}
