/** Loads the registered clients, once, at start. */
import { KnowledgeError, type KnowledgeFault } from '../knowledge/faults.js';
import { readYaml, type YamlFile } from '../knowledge/yaml-file.js';
import { clientFileCheck, type ClientEntry, type ClientFile } from './client-file.js';
import { ClientRegistry, senderKey } from './client-registry.js';
import { registerClient, type RegisterOptions } from './register-client.js';

/**
 * @param file path of the YAML or JSON file
 * @throws KnowledgeError with every fault, its file and line
 */
export function loadClients(file: string, options: RegisterOptions): ClientRegistry {
  const read = readClientFile(file);
  const entries = read.value?.clients ?? [];
  const faults: KnowledgeFault[] = [...read.faults, ...indistinguishable(entries, read)];
  const clients = entries.flatMap((entry, at) => {
    const registered = registerClient(entry, file, options);
    if ('client' in registered) return [registered.client];
    for (const { path, message } of registered.faults) faults.push(faultAt(read, [at, ...path], message));
    return [];
  });
  if (faults.length > 0) throw new KnowledgeError(faults.sort((one, other) => one.line - other.line));
  return new ClientRegistry(clients);
}

/** @throws KnowledgeError when it cannot be read; faults of what stands in it are in the result */
export function readClientFile(file: string): YamlFile<ClientFile> {
  try {
    return readYaml(file, file, clientFileCheck());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new KnowledgeError([{ file, line: 0, message }]);
  }
}

/** Of two clients with one sender, or one id, the second would never be seen. */
function indistinguishable(
  entries: readonly ClientEntry[],
  read: YamlFile<ClientFile>,
): readonly KnowledgeFault[] {
  const senders = new Map<string, string>();
  const ids = new Set<string>();
  return entries.flatMap(({ id, issuer, tenant }, at) => {
    const sender = senderKey(issuer, tenant);
    const other = senders.get(sender);
    const faults = [
      ...(other === undefined
        ? []
        : [
            faultAt(
              read,
              [at, 'issuer'],
              `and tenant are those of ${other}: their calls cannot be told apart`,
            ),
          ]),
      ...(ids.has(id) ? [faultAt(read, [at, 'id'], `${id} is the id of another client`)] : []),
    ];
    senders.set(sender, id);
    ids.add(id);
    return faults;
  });
}

function faultAt(
  read: YamlFile<ClientFile>,
  path: readonly (string | number)[],
  message: string,
): KnowledgeFault {
  const whole = ['clients', ...path];
  return read.fault(whole, `${whole.join('.')} ${message}`);
}
