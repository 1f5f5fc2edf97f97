/** The choices of a case: whose order, of what, where, through which hook. Narrow screens fold them away. */
import { useState } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { Person } from '../ehr/patient-banner.js';
import { CallOptions } from './call-options.js';
import type { Choices } from './choices.js';
import { DrugPicker } from './drug-picker.js';
import { PatientSearch } from './patient-search.js';
import { SitePicker } from './site-picker.js';
import { StoryList } from './story-list.js';
import type { HeldToken } from './token.js';

export interface ChooserProps {
  readonly catalog: Catalog;
  readonly choices: Choices;
  readonly choose: (next: Choices) => void;
  readonly token: string;
  readonly hold: (token: HeldToken) => void;
  readonly person: Person | undefined;
  readonly setPerson: (person: Person) => void;
}

export function Chooser(props: ChooserProps) {
  const { catalog, choices, choose } = props;
  const [isOpen, setOpen] = useState(false);
  const story = catalog.stories.find(({ id }) => id === choices.story);
  const drug = choices.drug ?? story?.drug;
  const site = choices.site ?? story?.site ?? 'NONE';
  const siteTitle = catalog.sites.find(({ id }) => id === site)?.title;
  const summary = [story?.title ?? props.person?.name, drug?.display, siteTitle].filter(Boolean).join(' · ');
  return (
    <section class={`panel chooser${isOpen ? ' open' : ''}`} aria-labelledby="chooser-title">
      <h2 id="chooser-title">The case</h2>
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{summary || 'Choose a patient and a drug'}</span>
        <span class="link">{isOpen ? 'Close' : 'Change'}</span>
      </button>
      <div class="fields">
        {catalog.stories.length > 0 && (
          <StoryList stories={catalog.stories} choices={choices} choose={choose} />
        )}
        <PatientSearch {...props} />
        <DrugPicker drug={drug} choose={(next) => choose({ ...choices, drug: next })} />
        <SitePicker
          legend="Site of the order"
          sites={catalog.sites}
          site={site}
          choose={(next) => choose({ ...choices, site: next })}
        />
        <CallOptions choices={choices} choose={choose} />
      </div>
    </section>
  );
}
