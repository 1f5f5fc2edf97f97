/** One card as EHRs render it: indicator, summary, detail, source, links, suggestions, and the way to override it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card, Suggestion } from '../../../src/cards/types.js';
import { asFailure, type Failure } from '../api/http.js';
import { sendFeedback, type Feedback } from '../api/sandbox.js';
import { FailureNotice } from '../parts/notice.js';
import { isAddress, rendered } from './markdown.js';
import { OverrideForm, type Override } from './override-form.js';
import { Suggestions } from './suggestions.js';

const INDICATORS = { info: 'Information', warning: 'Warning', critical: 'Critical' } as const;

interface Props {
  readonly card: Card;
  /** Absent for a card that was given at another time: it can only be read. */
  readonly taking?: { readonly endpoint: string; readonly accept: (suggestion: Suggestion) => void };
}

export function CardView({ card, taking }: Props) {
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [told, setTold] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const [overridden, setOverridden] = useState(false);
  const [again, setAgain] = useState<() => void>();
  const confirmed = useRef<HTMLParagraphElement>(null);
  // The form that had the focus is gone.
  useEffect(() => {
    if (overridden && told !== '') confirmed.current?.focus();
  }, [overridden, told]);

  const tell = async (feedback: Omit<Feedback, 'card' | 'outcomeTimestamp'>, confirmation: string) => {
    if (!taking) return;
    setFailure(undefined);
    try {
      await sendFeedback(taking.endpoint, {
        card: card.uuid,
        outcomeTimestamp: new Date().toISOString(),
        ...feedback,
      });
      setTold(confirmation);
    } catch (error) {
      setFailure(asFailure(error));
      setAgain(() => () => void tell(feedback, confirmation));
    }
  };
  const take = (suggestion: Suggestion) => {
    const all = [...accepted, suggestion.uuid];
    setAccepted(all);
    taking?.accept(suggestion);
    const acceptedSuggestions = all.map((id) => ({ id }));
    void tell({ outcome: 'accepted', acceptedSuggestions }, 'The service was told that you accepted this.');
  };
  const override = ({ reason, comment }: Override) => {
    setOverridden(true);
    const { code, system } = reason;
    const overrideReason = {
      ...(code !== undefined && { reason: { code, ...(system !== undefined && { system }) } }),
      ...(comment !== '' && { userComment: comment }),
    };
    void tell(
      { outcome: 'overridden', overrideReason },
      'The service was told why you keep the order as it is.',
    );
  };

  return (
    <article class={`card ${card.indicator}`} aria-label={card.summary}>
      <p class="indicator">{INDICATORS[card.indicator]}</p>
      <h3>{card.summary}</h3>
      {card.detail !== undefined && (
        <div class="detail" dangerouslySetInnerHTML={{ __html: rendered(card.detail) }} />
      )}
      <Links card={card} />
      {!overridden && (
        <Suggestions
          suggestions={card.suggestions ?? []}
          atMostOne={card.selectionBehavior !== 'any'}
          accepted={accepted}
          accept={taking && take}
        />
      )}
      {taking && accepted.length === 0 && !overridden && (card.overrideReasons ?? []).length > 0 && (
        <OverrideForm reasons={card.overrideReasons ?? []} override={override} />
      )}
      <p ref={confirmed} class="told" role="status" tabIndex={-1}>
        {told}
      </p>
      {failure && <FailureNotice failure={failure} retry={again} />}
      <p class="source">
        Source: {card.source.label}
        {card.source.url !== undefined && isAddress(card.source.url) && (
          <>
            {' '}
            <a href={card.source.url} rel="noreferrer" target="_blank">
              {card.source.url}
            </a>
          </>
        )}
      </p>
    </article>
  );
}

function Links({ card }: Pick<Props, 'card'>) {
  if (!card.links) return null;
  return (
    <ul class="links">
      {card.links.map(({ label, url, type }) => (
        <li key={label}>
          {type === 'absolute' && isAddress(url) ? (
            <a href={url} rel="noreferrer" target="_blank">
              {label}
            </a>
          ) : (
            <>
              {label} <span class="quiet">(an app that an EHR would start)</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
