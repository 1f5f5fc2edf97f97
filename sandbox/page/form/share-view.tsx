/** How much of the form answered itself, as a sentence and as a length. */
import type { Share } from './model/share.js';

const WIDTH = 100;

export function ShareView({ share }: { readonly share: Share }) {
  const { asked, fromChart, byHand, requiredOpen } = share;
  const part = (count: number) => (asked === 0 ? 0 : (count / asked) * WIDTH);
  return (
    <div class="share">
      <p role="status">
        <strong>
          {fromChart} of {asked} answered from the chart
        </strong>
        {byHand > 0 && <>, {byHand} by you</>}
        {requiredOpen > 0 ? (
          <>
            . {requiredOpen} required {requiredOpen === 1 ? 'answer is' : 'answers are'} missing.
          </>
        ) : (
          <>. Every required answer is there.</>
        )}
      </p>
      <svg viewBox={`0 0 ${WIDTH} 6`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="all" width={WIDTH} height="6" />
        <rect class="from-chart" width={part(fromChart)} height="6" />
        <rect class="by-hand" x={part(fromChart)} width={part(byHand)} height="6" />
      </svg>
    </div>
  );
}
