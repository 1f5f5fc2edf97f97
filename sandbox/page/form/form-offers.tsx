/** In the EHR: the forms that the coverage information on the orders asks for. */
import type { FormOffer } from './offers.js';

interface Props {
  readonly offers: readonly FormOffer[];
  readonly open: (offer: FormOffer) => void;
  readonly isStarted: (offer: FormOffer) => boolean;
}

export function FormOffers({ offers, open, isStarted }: Props) {
  if (offers.length === 0) return null;
  return (
    <section class="form-offers" aria-labelledby="offers-title">
      <h3 id="offers-title">Documentation</h3>
      {offers.map((offer) => (
        <p key={offer.order} class="offer">
          <button type="button" onClick={() => open(offer)}>
            {isStarted(offer) ? 'Go on with the form' : 'Open the form'}
            {offers.length > 1 && `: ${offer.title}`}
          </button>
        </p>
      ))}
      <p class="quiet">
        It comes filled in from the chart. An EHR opens it in a DTR app; here the page does.
      </p>
    </section>
  );
}
