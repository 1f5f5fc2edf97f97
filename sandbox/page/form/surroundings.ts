/** What every part of an open form may need to know. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Questionnaire, ValueSet } from 'fhir/r4.js';
import type { SourceBook } from './sources.js';

export interface Surroundings {
  readonly questionnaire: Questionnaire;
  readonly valueSets: readonly ValueSet[];
  readonly sources: SourceBook;
  /** By path: what is wrong there; empty until somebody wants to return the form. */
  readonly faults: ReadonlyMap<string, string>;
}

export const FormSurroundings = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const found = useContext(FormSurroundings);
  if (!found) throw new Error('a part of a form stands outside of one');
  return found;
}
