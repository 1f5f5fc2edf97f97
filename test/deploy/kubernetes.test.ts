/** The Kubernetes example: that its parts fit each other, the image and the service's configuration. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { startApp } from '../support/app.js';
import { imageDefaults } from './image.js';
import { faultsOf, knownVariables } from './known-variables.js';

const folder = join(import.meta.dirname, '../../deploy/kubernetes');

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}
interface ConfigMap extends Named {
  readonly data: Readonly<Record<string, string>>;
}
interface Secret extends Named {
  readonly stringData: Readonly<Record<string, string>>;
}
interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container {
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
type Labels = Readonly<Record<string, string>>;
interface Workload extends Named {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly Container[];
        readonly volumes: readonly {
          readonly name: string;
          readonly configMap?: { readonly name: string };
          readonly secret?: { readonly secretName: string };
        }[];
      };
    };
    readonly volumeClaimTemplates: readonly Named[];
  };
}

const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
const objects = files.flatMap((name) =>
  parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Named;
  }),
);
function find<T extends Named>(kind: string, name = 'site-of-care-cds'): T {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found as T;
}

const workload = find<Workload>('StatefulSet');
const { template } = workload.spec;
const container = template.spec.containers[0] as Container;
const config = find<ConfigMap>('ConfigMap').data;
const secret = Object.keys(find<Secret>('Secret').stringData);

describe('the configuration', () => {
  const environment = { ...imageDefaults(), ...config };

  test('consists of variables that exist', () => {
    expect(Object.keys(config).filter((name) => !knownVariables().has(name))).toEqual([]);
    expect(container.envFrom[0]?.configMapRef.name).toBe('site-of-care-cds');
  });

  test('is one to start with in production; only the secrets cannot be read here', () => {
    const faults = faultsOf(environment);
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(
      Object.keys(config)
        .filter((name) => /_FILE$/.test(name))
        .sort(),
    );
  });

  test('names files that are mounted', () => {
    const mounts = container.volumeMounts.map(({ name, mountPath }) => {
      const volume = template.spec.volumes.find((one) => one.name === name);
      const content = volume?.configMap
        ? Object.keys(find<ConfigMap>('ConfigMap', volume.configMap.name).data)
        : volume?.secret
          ? secret
          : [];
      return content.map((file) => `${mountPath}/${file}`);
    });
    const named = Object.values(config).filter((value) => /^\/(etc|run)\//.test(value));
    expect(named.length).toBeGreaterThanOrEqual(5);
    for (const path of named) expect(mounts.flat()).toContain(path);
  });

  test('writes to the volume of the replica', () => {
    const claims = workload.spec.volumeClaimTemplates.map((claim) => claim.metadata.name);
    const data = container.volumeMounts.find(({ name }) => claims.includes(name));
    expect(environment['SPOOL_DIR']).toMatch(`${data?.mountPath}/`);
  });

  test('leaves room for bodies and heap under the memory limit, and time to stop under the grace period', () => {
    const limit = Number.parseInt(container.resources.limits.memory, 10);
    const heap = Number(/max-old-space-size=(\d+)/.exec(config['NODE_OPTIONS'] ?? '')?.[1]);
    expect(heap + Number.parseInt(config['BODY_MEMORY'] ?? '', 10)).toBeLessThan(limit);
    const stopping = Number(config['SHUTDOWN_DELAY_MS']) + 10_000;
    expect(template.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(stopping + 5_000);
  });

  test('holds no secret', () => {
    expect(Object.values(find<Secret>('Secret').stringData).join('')).toBe('');
    expect(
      Object.keys(config).filter(
        (name) => /TOKEN|KEY|PASSWORD|DATABASE_URL/.test(name) && !/_FILE$/.test(name),
      ),
    ).toEqual([]);
  });
});

test('two replicas, of which one always stays', () => {
  expect(workload.spec.replicas).toBe(2);
  const budget = find<Named & { readonly spec: { readonly minAvailable: number } }>('PodDisruptionBudget');
  expect(budget.spec.minAvailable).toBe(1);
});

test('every selector selects the pods', () => {
  const labels = template.metadata.labels;
  const service = find<Named & { readonly spec: { readonly selector: Labels } }>('Service');
  const budget = find<Named & { readonly spec: { readonly selector: { readonly matchLabels: Labels } } }>(
    'PodDisruptionBudget',
  );
  const policy = find<Named & { readonly spec: { readonly podSelector: { readonly matchLabels: Labels } } }>(
    'NetworkPolicy',
  );
  for (const selector of [
    service.spec.selector,
    workload.spec.selector.matchLabels,
    budget.spec.selector.matchLabels,
    policy.spec.podSelector.matchLabels,
  ]) {
    expect(labels).toMatchObject(selector);
  }
});

test('the container may do nothing but run', () => {
  expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('the probes ask what the service answers; that the store is gone restarts nobody', async () => {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  expect([startupProbe, livenessProbe].map(({ httpGet }) => httpGet.path)).toEqual(['/healthz', '/healthz']);
  expect(readinessProbe.httpGet.path).toBe('/readyz');
  const [port] = container.ports;
  expect(String(port?.containerPort)).toBe(imageDefaults()['PORT']);
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe])
    expect(httpGet.port).toBe(port?.name);
  const app = await startApp([]);
  for (const { httpGet } of [livenessProbe, readinessProbe])
    expect((await fetch(`${app.url}${httpGet.path}`)).status).toBe(200);
  await app.close();
});

test('kustomization names files that are there, and not the example of the secret', () => {
  const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as {
    resources: string[];
  };
  expect([...resources].sort()).toEqual(files.filter((name) => !name.includes('example')).sort());
});
