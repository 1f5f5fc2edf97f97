/** Which environment variables the configuration reads: an unknown one in an example would do nothing, silently. */
import { ConfigError, loadConfig } from '../../src/config.js';

/** Read by Node.js itself, or by OpenTelemetry's SDK. */
const OF_THE_RUNTIME = ['NODE_ENV', 'NODE_OPTIONS'];

export function knownVariables(): ReadonlySet<string> {
  const read = new Set(OF_THE_RUNTIME);
  for (const mode of ['sandbox', 'production']) {
    const environment = new Proxy<Record<string, string>>(
      { MODE: mode, DRUG_CROSS_CHECK: 'translate' },
      {
        get: (given, name) => {
          read.add(String(name));
          return given[String(name)];
        },
      },
    );
    try {
      loadConfig(environment);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return read;
}

/** What is wrong with a configuration; nothing when the service would start with it. */
export function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
