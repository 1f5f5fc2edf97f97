/** One of the kinds of place, with a line on what each is. */
import { useId } from 'preact/hooks';
import type { Catalog } from '../../../src/sandbox/catalog.js';
import type { SiteId } from '../../../src/sandbox/stories.js';

interface Props {
  readonly legend: string;
  readonly sites: Catalog['sites'];
  readonly site: SiteId;
  readonly choose: (site: SiteId) => void;
}

export function SitePicker({ legend, sites, site, choose }: Props) {
  const name = useId();
  return (
    <fieldset class="sites">
      <legend>{legend}</legend>
      {sites.map(({ id, title, description }) => (
        <label key={id} title={description}>
          <input type="radio" name={name} value={id} checked={id === site} onChange={() => choose(id)} />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
