/** The environment as a frozen Config. Every fault is collected, so that one failed start names everything there is to fix. */
import { edgeConfig, type EdgeConfig } from './edge-config.js';
import { operatorConfig, recordsConfig, type OperatorConfig, type RecordsConfig } from './records-config.js';

export interface Config {
  readonly mode: 'sandbox' | 'production';
  readonly port: number;
  readonly host: string;
  /** Without trailing slash; what clients call this service by. */
  readonly publicUrl: string;
  /** Path of the file that lists the CDS clients; without it nobody is known (docs/security.md). */
  readonly clientsFile: string | undefined;
  /** May discovery be asked without a token? */
  readonly openDiscovery: boolean;
  /** Ids of the payers this service decides for; all there are when empty. */
  readonly payers: readonly string[];
  /** Evaluate as if the demo payer covered a patient without Coverage, and say so (contract.md, "Coverage"). */
  readonly assumeCoverage: boolean;
  /** Bytes of a request body. */
  readonly bodyLimit: number;
  /** What is kept, and where. */
  readonly records: RecordsConfig;
  /** Who may read it. */
  readonly operator: OperatorConfig;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** The wire and its limits. */
  readonly edge: EdgeConfig;
  /** Processes that share the address and the records. */
  readonly workers: number;
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
  /** Seconds for which what order-select read of a chart serves the order-sign after it; 0 keeps nothing. */
  readonly chartCacheSeconds: number;
  /** May FHIR servers on loopback and private addresses be asked? */
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
/** More processes than cores help nobody. */
const MOST_WORKERS = 64;
const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2 };
/** What production has to be told, and what for. */
const REQUIRED_IN_PRODUCTION = {
  PUBLIC_URL: 'set it to the https address clients use; tokens are checked against it',
  CDS_CLIENTS: 'name the file that lists the CDS clients that may call, with their keys (docs/security.md)',
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

  const sandboxFhir = choice('SANDBOX_FHIR', ['on', 'off'], sandbox ? 'on' : 'off') === 'on';
  if (sandboxFhir && !sandbox) faults.push('SANDBOX_FHIR: is for MODE=sandbox; leave it out.');

  const edge = edgeConfig({ sandbox, faults, value, whole, bytes, httpUrl });
  const scheme = edge.tls ? 'https' : 'http';

  const records = recordsConfig({ value, faults, whole });
  const workers = whole('WORKERS', 1, 1, MOST_WORKERS);
  if (workers > 1 && records.database === ':memory:') {
    faults.push(
      'WORKERS: several processes need one place for their records; name a file in DATABASE, or DATABASE_URL.',
    );
  }

  const config: Config = Object.freeze({
    mode,
    workers,
    port,
    host,
    edge,
    publicUrl: httpUrl('PUBLIC_URL', `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`),
    clientsFile: value('CDS_CLIENTS'),
    openDiscovery: choice('DISCOVERY', ['open', 'token'], sandbox ? 'open' : 'token') === 'open',
    payers: Object.freeze(value('PAYER')?.split(/[\s,]+/) ?? []),
    assumeCoverage: choice('ASSUME_COVERAGE', ['on', 'off'], sandbox ? 'on' : 'off') === 'on',
    bodyLimit: bytes('BODY_LIMIT', 10 * 1024 ** 2),
    records,
    operator: operatorConfig({ value, faults }),
    logLevel: choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    corsOrigins: origins('CORS_ORIGINS', sandbox ? '*' : Object.freeze([])),
    deadlineMs,
    validateResponses: choice('VALIDATE_RESPONSES', RESPONSE_CHECKS, sandbox ? 'log' : 'off'),
    ehr,
    chartCacheSeconds: whole('CHART_CACHE_SECONDS', 60, 0, 600),
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

/** What production must not be without: it never serves an unauthenticated call (contract.md, "Commands"). */
function productionFaults(value: (name: string) => string | undefined): string[] {
  const missing = Object.entries(REQUIRED_IN_PRODUCTION)
    .filter(([name]) => value(name) === undefined)
    .map(([name, fix]) => `${name}: is missing; in production, ${fix}.`);
  const notHttps = /^http:/i.test(value('PUBLIC_URL') ?? '') ? ['PUBLIC_URL: production needs https.'] : [];
  return [...missing, ...notHttps];
}
