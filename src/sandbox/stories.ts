/** What the sandbox tells: its stories, sites and a few unlisted drugs, as data under sandbox/ (checked here, each fault with file and line). */
import { join } from 'node:path';
import type { HookName } from '../core/call.js';
import type { Determination } from '../core/decision.js';
import { KnowledgeError, type KnowledgeFault } from '../knowledge/faults.js';
import { readYaml, type YamlFile } from '../knowledge/yaml-file.js';
import { once } from './once.js';
import { storyChecks } from './stories-schema.js';

export const SITE_IDS = ['HOPD', 'OFFICE', 'ASC_AIC', 'HOME', 'NONE'] as const;
export type SiteId = (typeof SITE_IDS)[number];

export interface DrugChoice {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** How an order differs from a plain infusion. */
export interface OrderDetails {
  /** How long it runs; open when absent. */
  readonly days?: number;
  /** Where the treatment goes on afterwards; an order for that is part of the draft. */
  readonly continuation?: Exclude<SiteId, 'NONE'>;
  readonly note?: string;
  /** A second drug signed together with the first. */
  readonly also?: DrugChoice;
  readonly selfAdministered?: boolean;
  /** The visit in which it is ordered. */
  readonly encounterId?: string;
}

export interface Story {
  readonly id: string;
  /** Heading it stands under. */
  readonly group: string;
  readonly title: string;
  /** One sentence for somebody who has never heard of the policy. */
  readonly teaches: string;
  readonly patientId: string;
  readonly drug: DrugChoice;
  readonly site: SiteId;
  readonly hook?: HookName;
  readonly order?: OrderDetails;
  /** Other entries of the directory than those of sandbox/sites.yaml. */
  readonly places?: Partial<Readonly<Record<SiteId, string>>>;
  /** Two orders have two, in their order. */
  readonly expected: Readonly<Record<SiteId, Determination | readonly Determination[]>>;
}

export interface Site {
  readonly id: SiteId;
  readonly title: string;
  readonly description: string;
  /** Entry of the payer's directory, `Organization/hospital-1`; absent for "not said". */
  readonly at?: string;
  /** CMS code */
  readonly placeOfService?: string;
  /** CPT code of the visit */
  readonly service?: string;
}

export interface UnlistedDrug {
  /** RxCUI */
  readonly code: string;
  readonly display: string;
  readonly brand?: string;
}

export interface StoryBook {
  readonly stories: readonly Story[];
  readonly sites: readonly Site[];
  readonly unlistedDrugs: readonly UnlistedDrug[];
}

const checks = once(storyChecks);

/** @throws KnowledgeError listing every fault of the three files */
export function loadStories(root: string): StoryBook {
  const { isStories, isSites, isUnlistedDrugs } = checks();
  const read = <T>(name: string, validate: Parameters<typeof readYaml<T>>[2]): YamlFile<T> =>
    readYaml(join(root, 'sandbox', name), `sandbox/${name}`, validate);
  const stories = read<Story[]>('stories.yaml', isStories);
  const sites = read<Site[]>('sites.yaml', isSites);
  const unlistedDrugs = read<UnlistedDrug[]>('unlisted-drugs.yaml', isUnlistedDrugs);
  const faults = [...stories.faults, ...sites.faults, ...unlistedDrugs.faults, ...doubled(stories)];
  if (faults.length > 0 || !stories.value || !sites.value || !unlistedDrugs.value)
    throw new KnowledgeError(faults);
  return { stories: stories.value, sites: sites.value, unlistedDrugs: unlistedDrugs.value };
}

function doubled(file: YamlFile<Story[]>): readonly KnowledgeFault[] {
  const { value = [] } = file;
  return value.flatMap(({ id }, index) =>
    value.findIndex((other) => other.id === id) < index
      ? [file.fault([index, 'id'], `another story has the id "${id}"`)]
      : [],
  );
}
