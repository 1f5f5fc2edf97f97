/** Loads everything the service knows, once, at start: policies, drug tables, payers, sites, value sets, cards, published artifacts. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Knowledge } from '../core/knowledge.js';
import { loadArtifacts, type PublishedArtifact } from './artifacts.js';
import { loadAnswers, type CompiledAnswers } from './answers.js';
import type { CardTemplates } from './card-types.js';
import { loadCards } from './cards.js';
import { loadDrugTables } from './drug-tables.js';

import { loadPayers } from './payers.js';
import { loadPolicies } from './policies.js';
import { loadSiteMap } from './sites.js';
import { loadStatusFilters } from './status-filters.js';
import { loadValueSets } from './value-sets.js';

export interface LoadedKnowledge {
  readonly core: Knowledge;
  readonly cards: CardTemplates;
  /** Per policy id. */
  readonly answers: ReadonlyMap<string, CompiledAnswers>;
  /** Published under /fhir. */
  readonly artifacts: readonly PublishedArtifact[];
}

/** The folder that holds policies/, cards/ and fhir-profiles/: the one above src/ or dist/. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @throws KnowledgeError listing every fault of the files of one kind, with file and line */
export function loadKnowledge(options: {
  readonly assumeCoverage: boolean;
  readonly root?: string;
}): LoadedKnowledge {
  const root = options.root ?? projectRoot;
  const valueSets = loadValueSets(root);
  const siteMap = loadSiteMap(root);
  const policies = loadPolicies(root, valueSets.compiled);
  const payers = loadPayers(root, siteMap);
  return {
    core: {
      policies: policies.map(({ folder, policy }) => ({
        policy,
        tables: loadDrugTables(join(root, 'policies'), folder),
      })),
      payers: payers.map(({ payer }) => payer),
      directories: new Map(payers.map(({ payer, directory }) => [payer.id, directory])),
      siteMap,
      statusFilters: loadStatusFilters(root),
      assumeCoverage: options.assumeCoverage,
    },
    cards: loadCards(join(root, 'cards')),
    answers: new Map(policies.map(({ folder, policy }) => [policy.id, answersOf(root, folder)])),
    artifacts: loadArtifacts(root, valueSets.resources),
  };
}

function answersOf(root: string, folder: string): CompiledAnswers {
  const name = `policies/${folder}/answers.yaml`;
  return loadAnswers(join(root, name), name);
}
