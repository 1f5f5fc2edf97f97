// An RxNorm release (RXNCONSO.RRF, RXNREL.RRF, RXNSAT.RRF; full or Current Prescribable Content), reduced to what the tables need.
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const PRODUCTS = new Set(['SBD', 'SCD', 'BPCK', 'GPCK']);
const KEPT = new Set([...PRODUCTS, 'IN', 'PIN', 'MIN', 'BN', 'SCDC', 'SBDC']);
/** RXCUI2 has this relation to RXCUI1: up from a product to what it is made of. */
const UPWARDS = new Set([
  'consists_of',
  'contains',
  'tradename_of',
  'has_ingredient',
  'has_precise_ingredient',
  'has_part',
  'form_of',
]);

export class RxNormRelease {
  /** RxCUI → { tty, name } of the active concepts of RxNorm itself. */
  concepts = new Map();
  /** RxCUI → RxCUIs one step up. */
  #up = new Map();
  /** RxCUI → NDCs of 11 digits. */
  ndcs = new Map();
  /** `2025-10-06`, when the release says so. */
  version;

  /** Every concept above this one: ingredients, brand, components; not the concept itself. */
  above(rxcui) {
    const found = new Set();
    const waiting = [rxcui];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const up of this.#up.get(next) ?? []) {
        if (!found.has(up) && this.concepts.has(up)) (found.add(up), waiting.push(up));
      }
    }
    found.delete(rxcui);
    return found;
  }

  addRelation(lower, upper) {
    this.#up.set(lower, [...(this.#up.get(lower) ?? []), upper]);
  }
}

/** Reads the folder's RRF files line by line. Rejects when one is missing. */
export async function readRelease(folder) {
  const release = new RxNormRelease();
  // RXNSAB: VCUI|RCUI|VSAB|RSAB|SON|SF|SVER|…|IMETA
  if (existsSync(join(folder, 'RXNSAB.RRF'))) {
    for await (const cells of rowsOf(folder, 'RXNSAB.RRF')) {
      if (cells[3] === 'RXNORM') release.version = editionOf(cells[2]) ?? editionOf(cells[6]);
    }
  }
  // RXNCONSO: RXCUI|LAT|TS|LUI|STT|SUI|ISPREF|RXAUI|SAUI|SCUI|SDUI|SAB|TTY|CODE|STR|SRL|SUPPRESS|CVF
  for await (const cells of rowsOf(folder, 'RXNCONSO.RRF')) {
    const [rxcui, tty, name, suppress] = [cells[0], cells[12], cells[14], cells[16]];
    if (cells[11] === 'RXNORM' && KEPT.has(tty) && (suppress === 'N' || suppress === ''))
      release.concepts.set(rxcui, { tty, name });
  }
  // RXNREL: RXCUI1|RXAUI1|STYPE1|REL|RXCUI2|RXAUI2|STYPE2|RELA|…
  for await (const cells of rowsOf(folder, 'RXNREL.RRF')) {
    const [upper, lower, rela] = [cells[0], cells[4], cells[7]];
    if (UPWARDS.has(rela) && release.concepts.has(upper) && release.concepts.has(lower))
      release.addRelation(lower, upper);
  }
  // RXNSAT: RXCUI|LUI|SUI|RXAUI|STYPE|CODE|ATUI|SATUI|ATN|SAB|ATV|SUPPRESS|CVF
  for await (const cells of rowsOf(folder, 'RXNSAT.RRF')) {
    const [rxcui, ndc] = [cells[0], cells[10]];
    if (cells[8] !== 'NDC' || cells[9] !== 'RXNORM' || !/^\d{11}$/.test(ndc)) continue;
    if (release.concepts.has(rxcui)) release.ndcs.set(rxcui, [...(release.ndcs.get(rxcui) ?? []), ndc]);
  }
  return release;
}

async function* rowsOf(folder, name) {
  const lines = createInterface({ input: createReadStream(join(folder, name)), crlfDelay: Infinity });
  for await (const line of lines) if (line !== '') yield line.split('|');
}

/** `2025-10-06` from `RXNORM_20AA_251006F`. */
function editionOf(text = '') {
  const said = /_(\d{2})(\d{2})(\d{2})[FP]?$/.exec(text);
  return said ? `20${said[1]}-${said[2]}-${said[3]}` : undefined;
}
