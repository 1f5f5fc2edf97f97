/** The page: what is chosen on top or at the left, the EHR beside the reasoning, and what would change the answer. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Catalog } from '../../src/sandbox/catalog.js';
import { asFailure, type Failure } from './api/http.js';
import { getCatalog } from './api/sandbox.js';
import { CaseView } from './case/case-view.js';
import { ReplayView, type Replay } from './case/replay-view.js';
import { START } from './choose/choices.js';
import { StoryLink } from './choose/story-list.js';
import { useChoices } from './choose/use-choices.js';
import { GalleryView } from './gallery/gallery-view.js';
import { FailureNotice, Progress } from './parts/notice.js';

export function App() {
  const control = useChoices();
  const { choices, choose } = control;
  const [catalog, setCatalog] = useState<Catalog>();
  const [failure, setFailure] = useState<Failure>();
  const [replay, setReplay] = useState<Replay>();
  const load = () => {
    setFailure(undefined);
    getCatalog().then(setCatalog, (error: unknown) => setFailure(asFailure(error)));
  };
  useEffect(load, []);
  useEffect(() => setReplay(undefined), [choices]);
  const toCase = useMemo(() => ({ ...choices, view: 'case' as const }), [choices]);
  const isGallery = choices.view === 'gallery';

  return (
    <>
      <header>
        <h1>
          <StoryLink to={START} choose={choose}>
            Site-of-care CDS
          </StoryLink>{' '}
          <span class="tag">Sandbox</span>
        </h1>
        <p class="quiet">May this infused drug be given where it was ordered?</p>
        <nav aria-label="Views">
          <StoryLink to={toCase} choose={choose} isCurrent={!isGallery}>
            Case
          </StoryLink>
          <StoryLink to={{ ...choices, view: 'gallery' }} choose={choose} isCurrent={isGallery}>
            Gallery
          </StoryLink>
        </nav>
      </header>
      <main>
        {failure && <FailureNotice failure={failure} retry={load} />}
        {!catalog && !failure && <Progress what="The sandbox is being opened." />}
        {catalog && isGallery && <GalleryView catalog={catalog} choose={choose} />}
        {catalog && !isGallery && replay && (
          <ReplayView replay={replay} outlines={catalog.policies} close={() => setReplay(undefined)} />
        )}
        {catalog && !isGallery && !replay && (
          <CaseView catalog={catalog} control={control} show={setReplay} />
        )}
      </main>
      <footer>
        <p>
          The embedded patients, the payer and the places are made up. Every caller is trusted here, so use no
          real data. For programs: <a href="/cds-services">discovery, CRD 2.0</a>,{' '}
          <a href="/crd/2.2/cds-services">discovery, CRD 2.2</a>, <a href="/fhir/metadata">artifacts</a>.
        </p>
      </footer>
    </>
  );
}
