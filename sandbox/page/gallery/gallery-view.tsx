/** Every story at every site: one table of answers, each of which opens its case. */
import { useEffect, useState } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { Gallery, GalleryCell } from '../../../src/sandbox/gallery.js';
import { asFailure, type Failure } from '../api/http.js';
import { getGallery } from '../api/sandbox.js';
import { START, type Choices } from '../choose/choices.js';
import { openStory, StoryLink } from '../choose/story-list.js';
import { Mark } from '../parts/mark.js';
import { FailureNotice, Progress } from '../parts/notice.js';
import { markOf } from '../reason/words.js';

interface Props {
  readonly catalog: Catalog;
  readonly choose: (next: Choices) => void;
}

export function GalleryView({ catalog, choose }: Props) {
  const [gallery, setGallery] = useState<Gallery>();
  const [failure, setFailure] = useState<Failure>();
  const load = () => {
    setFailure(undefined);
    getGallery().then(setGallery, (error: unknown) => setFailure(asFailure(error)));
  };
  useEffect(load, []);
  return (
    <section class="panel gallery" aria-labelledby="gallery-title">
      <h2 id="gallery-title">All stories at all sites</h2>
      <p class="lead">
        Each cell is the answer of this service to one order. Choose a cell to see the order, the card and the
        reasons; the framed one is the story as it is told.
      </p>
      {failure && <FailureNotice failure={failure} retry={load} />}
      {!gallery && !failure && <Progress what="Every story is put to the service." />}
      {gallery && <Table gallery={gallery} catalog={catalog} choose={choose} />}
    </section>
  );
}

function Table({ gallery, catalog, choose }: Props & { readonly gallery: Gallery }) {
  const cells = new Map(gallery.cells.map((cell) => [`${cell.story} ${cell.site}`, cell]));
  const stories = catalog.stories.filter(({ id }) => gallery.stories.includes(id));
  const sites = catalog.sites.filter(({ id }) => gallery.sites.includes(id));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Answers by story and site">
      <table>
        <thead>
          <tr>
            <th scope="col">Story</th>
            {sites.map(({ id, title }) => (
              <th key={id} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stories.map((story) => (
            <tr key={story.id}>
              <th scope="row">
                {story.title}
                <span class="quiet">{story.drug.display}</span>
              </th>
              {sites.map(({ id: site }) => (
                <td key={site} class={site === story.site ? 'own' : ''}>
                  <Cell
                    cell={cells.get(`${story.id} ${site}`)}
                    to={{ ...openStory(story, START, true), site }}
                    choose={choose}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly cell: GalleryCell | undefined;
  readonly to: Choices;
  readonly choose: (next: Choices) => void;
}

function Cell({ cell, to, choose }: CellProps) {
  if (!cell) return null;
  const all = [cell, ...(cell.others ?? [])];
  return (
    <StoryLink to={to} choose={choose} class="cell">
      {all.map(({ determination, cause }, index) => (
        <Mark key={index} mark={markOf(determination, cause)} />
      ))}
      <span class="quiet">
        {cell.cards === 0 ? 'no card' : cell.cards === 1 ? '1 card' : `${cell.cards} cards`}
      </span>
    </StoryLink>
  );
}
