/** Starts each server of the rows once, when it is first needed, and stops them all. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS, usualChart } from '../calls/calls.mjs';
import { PUBLIC_URL, newClient } from '../calls/tokens.mjs';
import { startBaseline, startFhirServer, startService } from './child.mjs';

const SERVICE = '/cds-services/site-of-care-order-sign';
const FHIR_LATENCY_MS = 20;

/** Settings of the service by the name of the server in rows.mjs; `algorithm`: calls bring a token. */
const SERVICES = {
  service: { env: {} },
  'service-no-file': { env: { DATABASE: ':memory:' } },
  'service-RS384': { env: {}, algorithm: 'RS384' },
  'service-ES384': { env: {}, algorithm: 'ES384' },
  'service-2-workers': { env: { WORKERS: '2' } },
  'service-ES384-2-workers': { env: { WORKERS: '2' }, algorithm: 'ES384' },
};

export class Servers {
  #running = new Map();
  #folder;
  #mains;
  #extra;

  /**
   * @param folder for databases and other files of the run
   * @param mains `main.js` of the build that is measured, and of another one to compare it with
   * @param extra `nodeArgs` and `env` for every service
   */
  constructor(folder, mains, extra = {}) {
    this.#folder = folder;
    this.#mains = mains;
    this.#extra = extra;
  }

  /** @returns pid, readyMs, url that calls go to, and `tokens(count)` where calls need them */
  of({ server, call }) {
    return server.startsWith('service')
      ? this.#once(server, () => this.#service(server))
      : this.#once(`${server} ${call}`, () => this.#baseline(server, call));
  }

  /** The text of a call, with the address of the FHIR server in it when that has to be asked. */
  async bodyOf(call) {
    const { call: body, fromServer } = CALLS[call];
    if (!fromServer) return JSON.stringify(body);
    const { url } = await this.#fhir();
    const fhirAuthorization = {
      access_token: 'a-token-of-this-benchmark',
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'patient/*.rs',
      subject: 'site-of-care-cds',
    };
    return JSON.stringify({ ...body, fhirServer: url, fhirAuthorization });
  }

  async stop() {
    const running = await Promise.allSettled(this.#running.values());
    await Promise.all(running.map(({ value }) => value?.stop?.()));
  }

  #once(key, start) {
    const running = this.#running.get(key) ?? start();
    this.#running.set(key, running);
    return running;
  }

  async #baseline(kind, call) {
    const answer = await this.#once(`answer to ${call}`, () => this.#ask(call));
    const file = join(this.#folder, `${call}.json`);
    writeFileSync(file, answer.text);
    const { url, ...rest } = await startBaseline(kind, file, this.#errors(`${kind}-${call}`));
    return { ...rest, url: `${url}${SERVICE}` };
  }

  /** The service's own answer, checked, so that the baselines send as much. */
  async #ask(call) {
    const { url } = await this.of({ server: 'service', call });
    const { expect, reads } = CALLS[call];
    const before = await this.#asked();
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: await this.bodyOf(call) });
    const text = await response.text();
    const made = (await this.#asked()) - before;
    const wrong =
      (response.status === 200 ? expect(JSON.parse(text)) : `status ${response.status}`) ??
      (reads === undefined || made === reads ? undefined : `${made} reads instead of ${reads}`);
    if (wrong) throw new Error(`${call} is not answered as it should be: ${wrong}\n${text.slice(0, 600)}`);
    return { text, reads: made };
  }

  async #asked() {
    const { url } = await this.#fhir();
    return (await (await fetch(`${url}/asked`)).json()).asked;
  }

  #fhir() {
    return this.#once('fhir', () => {
      const file = join(this.#folder, 'chart.json');
      writeFileSync(file, JSON.stringify(usualChart()));
      return startFhirServer(file, FHIR_LATENCY_MS, this.#errors('fhir'));
    });
  }

  async #service(server) {
    const [name, other] = server.split('@');
    const { env, algorithm } = SERVICES[name];
    const data = join(this.#folder, server);
    mkdirSync(data, { recursive: true });
    const client = algorithm && (await newClient(algorithm));
    const { url, ...rest } = await startService({
      main: other ? this.#mains.other : this.#mains.main,
      env: {
        DATABASE: join(data, 'decisions.sqlite'),
        ...env,
        ...(client && production(join(data, 'clients.json'), client)),
        ...this.#extra.env,
      },
      nodeArgs: this.#extra.nodeArgs,
      errors: this.#errors(server),
    });
    return {
      ...rest,
      url: `${url}${SERVICE}`,
      ...(client && { tokens: (count) => client.tokens(SERVICE, count) }),
    };
  }

  #errors(name) {
    return join(this.#folder, `${name}.err`);
  }
}

function production(file, { registration }) {
  writeFileSync(file, JSON.stringify(registration));
  return { MODE: 'production', PUBLIC_URL, PAYER: 'demo-ga-him', CDS_CLIENTS: file };
}
