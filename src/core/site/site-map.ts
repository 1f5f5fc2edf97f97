/**
 * What codes say about the place of administration: place of service, provider taxonomy, v3 RoleCode, encounter
 * class, type of bill. Compiled once from policies/site-of-care.json; every question is a map look-up.
 */
import { text } from '../chart/read.js';
import { Remembered } from '../remembered.js';
import type { Coding, Identifier } from '../fhir.js';
import type { SiteClass } from './types.js';

/** What one code means for the site. */
export interface SiteMeaning {
  readonly siteClass: SiteClass;
  /** Right more often than wrong; stands only where nothing later in the ladder contradicts it. */
  readonly weak?: boolean;
  /** An unresolved code that still leaves only these classes (place of service 11). */
  readonly among?: readonly SiteClass[];
}

/** The file as it stands; src/knowledge/sites.ts checks its shape. */
export interface SiteMapData {
  readonly placeOfService: CodedTable<SiteMeaning & { readonly display: string }>;
  readonly taxonomy: CodedTable<SiteMeaning & { readonly display: string }> & {
    readonly organizationPrefixes: Readonly<Record<string, SiteClass>>;
    readonly dispensers: Readonly<Record<string, SiteMeaning>>;
  };
  readonly roleCode: CodedTable<SiteClass> & { readonly clinics: readonly string[] };
  readonly encounterClass: CodedTable<SiteMeaning> & {
    readonly v2: CodedTable<string>;
    readonly orderingOutOfScope: readonly string[];
  };
  readonly typeOfBill: {
    readonly systems: readonly string[];
    readonly prefixes: Readonly<Record<string, SiteClass>>;
  };
  readonly medicationRequestCategory: Readonly<Record<string, SiteMeaning>>;
  readonly physicalType: CodedTable<SiteMeaning>;
  readonly hospitalCertification: {
    readonly systems: readonly string[];
    readonly ranges: readonly (readonly [number, number])[];
  };
  readonly npi: { readonly systems: readonly string[] };
  readonly namePatterns: readonly { readonly siteClass: SiteClass; readonly pattern: string }[];
}

interface CodedTable<T> {
  readonly systems: readonly string[];
  readonly codes: Readonly<Record<string, T>>;
}

/** Each look-up takes a coding as it came; undefined when the code is of another system or not known. */
export interface SiteMap {
  /** Two digits, whatever was sent: `1` is `01`. Also of codes the map has no class for. */
  posCode(coding: Coding): string | undefined;
  placeOfService(coding: Coding): SiteMeaning | undefined;
  /** Provider taxonomy of whoever performs the service. */
  taxonomy(coding: Coding): SiteMeaning | undefined;
  /** Taxonomy of an organisation as owner: also hospitals and practices by their group of codes. */
  organizationTaxonomy(coding: Coding): SiteMeaning | undefined;
  dispenserTaxonomy(coding: Coding): SiteMeaning | undefined;
  /** v3 RoleCode; `clinic` for those that are an office or a hospital's clinic, depending on the owner. */
  role(coding: Coding): SiteClass | 'clinic' | undefined;
  /** v3 ActCode of an encounter class, from v3 or v2-0004. A v3 code without a system counts. */
  encounterClass(coding: Coding): string | undefined;
  encounterMeaning(code: string): SiteMeaning | undefined;
  /** Does an ordering encounter of this class put the order out of scope? */
  isOutOfScopeEncounter(code: string): boolean;
  typeOfBill(coding: Coding): SiteMeaning | undefined;
  category(code: string): SiteMeaning | undefined;
  physicalType(coding: Coding): SiteMeaning | undefined;
  /** Is it a hospital's CMS certification number? */
  isHospitalNumber(identifier: Identifier): boolean;
  /** The ten digits of a National Provider Identifier. */
  npi(identifier: Identifier): string | undefined;
  /** The class a name suggests; never more than a hint. */
  suggestedBy(name: string): SiteClass | undefined;
}

/** @throws SyntaxError when a name pattern is no regular expression */
export function compileSiteMap(data: SiteMapData): SiteMap {
  const pos = table(data.placeOfService);
  const nucc = table(data.taxonomy);
  const prefixes = Object.entries(data.taxonomy.organizationPrefixes);
  const dispensers = new Map(Object.entries(data.taxonomy.dispensers));
  const roles = table(data.roleCode);
  const clinics = new Set(data.roleCode.clinics);
  const classes = table(data.encounterClass);
  const v2 = table(data.encounterClass.v2);
  const outOfScope = new Set(data.encounterClass.orderingOutOfScope);
  const bills = new Set(data.typeOfBill.systems);
  const billPrefixes = new Map(Object.entries(data.typeOfBill.prefixes));
  const categories = new Map(Object.entries(data.medicationRequestCategory));
  const physical = table(data.physicalType);
  const certification = new Set(data.hospitalCertification.systems);
  const npiSystems = new Set(data.npi.systems);
  const names = data.namePatterns.map(({ siteClass, pattern }) => ({
    siteClass,
    pattern: new RegExp(pattern, 'i'),
  }));

  const suggested = new Remembered(
    (name: string) => names.find(({ pattern }) => pattern.test(name))?.siteClass,
  );

  const posCode = (coding: Coding): string | undefined => {
    const code = pos.systems.has(coding.system ?? '') ? text(coding.code)?.trim() : undefined;
    return code !== undefined && /^\d{1,2}$/.test(code) ? code.padStart(2, '0') : undefined;
  };
  const taxonomyCode = (coding: Coding): string | undefined =>
    nucc.systems.has(coding.system ?? '') ? text(coding.code)?.trim().toUpperCase() : undefined;

  return {
    posCode,
    placeOfService: (coding) => {
      const code = posCode(coding);
      return code === undefined ? undefined : pos.codes.get(code);
    },
    taxonomy: (coding) => {
      const code = taxonomyCode(coding);
      return code === undefined ? undefined : nucc.codes.get(code);
    },
    organizationTaxonomy: (coding) => {
      const code = taxonomyCode(coding);
      if (code === undefined) return undefined;
      const known = nucc.codes.get(code);
      if (known) return known;
      const group = prefixes.find(([prefix]) => code.startsWith(prefix))?.[1];
      return group && { siteClass: group };
    },
    dispenserTaxonomy: (coding) => {
      const code = taxonomyCode(coding);
      return code === undefined ? undefined : dispensers.get(code);
    },
    role: (coding) => {
      const code = roles.systems.has(coding.system ?? '')
        ? text(coding.code)?.trim().toUpperCase()
        : undefined;
      if (code === undefined) return undefined;
      return clinics.has(code) ? 'clinic' : roles.codes.get(code);
    },
    encounterClass: (coding) => {
      const system = text(coding.system);
      const isV2 = system !== undefined && v2.systems.has(system);
      if (system !== undefined && !isV2 && !classes.systems.has(system)) return undefined;
      const code = text(coding.code)?.trim().toUpperCase() ?? '';
      if (isV2) return v2.codes.get(code);
      return classes.codes.has(code) ? code : undefined;
    },
    encounterMeaning: (code) => classes.codes.get(code),
    isOutOfScopeEncounter: (code) => outOfScope.has(code),
    typeOfBill: (coding) => {
      if (!bills.has(coding.system ?? '')) return undefined;
      const digits = /^0?([1-9]\d)[\dxX]?$/.exec(text(coding.code)?.trim() ?? '')?.[1];
      const siteClass = digits ? billPrefixes.get(digits) : undefined;
      return siteClass && { siteClass };
    },
    category: (code) => categories.get(code),
    physicalType: (coding) =>
      physical.systems.has(coding.system ?? '')
        ? physical.codes.get(text(coding.code)?.trim() ?? '')
        : undefined,
    isHospitalNumber: (identifier) => {
      if (!certification.has(identifier.system ?? '')) return false;
      const number = Number(/^\d{2}-?(\d{4})$/.exec(valueOf(identifier))?.[1]);
      return data.hospitalCertification.ranges.some(([from, to]) => number >= from && number <= to);
    },
    npi: (identifier) => {
      if (!npiSystems.has(identifier.system ?? '')) return undefined;
      const value = valueOf(identifier);
      return /^\d{10}$/.test(value) ? value : undefined;
    },
    suggestedBy: (name) => suggested.of(name),
  };
}

function table<T>(data: CodedTable<T>): { systems: ReadonlySet<string>; codes: ReadonlyMap<string, T> } {
  return { systems: new Set(data.systems), codes: new Map(Object.entries(data.codes)) };
}

function valueOf(identifier: Identifier): string {
  return text(identifier.value)?.trim() ?? '';
}
