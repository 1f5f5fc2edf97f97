/** A start fails at the first fault that it comes to; whoever has to mend it wants to hear of all of them at once. */
import { compose } from './compose.js';
import { ConfigError, type Config } from './config.js';
import { loadCertificate } from './server/certificate.js';

/** The faults of a start that failed, and those it did not come to: of the payers, the client file and the certificate. */
export function withTheRest(failed: ConfigError, config: Config): ConfigError {
  const unused = { ids: () => '', knownIds: () => Promise.resolve(new Set<string>()) };
  const rest = [
    () => compose({ config, ...unused }),
    // An unknown payer would end it before the client file is looked at.
    () => compose({ config: { ...config, payers: [] }, ...unused }),
    () => config.edge.tls && loadCertificate(config.edge.tls),
  ].flatMap(faultsOf);
  return new ConfigError([...new Set([...failed.faults, ...rest])]);
}

/** What is wrong with the program's own files is told once the configuration is right. */
function faultsOf(step: () => unknown): readonly string[] {
  try {
    step();
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.faults : [];
  }
}
