/** A status by shape, word and colour, so that none of them is needed alone. */
import type { Mark as MarkWords } from '../reason/words.js';

const PATHS: Readonly<Record<MarkWords['shape'], string>> = {
  check: 'M4 8.5 7 11.5 12.5 5',
  cross: 'M5 5 11 11 M11 5 5 11',
  question: 'M5.8 6.2a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2.9-1.2 1.7 M8 12v.2',
  dash: 'M5 8h6',
};

interface Props {
  readonly mark: MarkWords;
  readonly badge?: boolean;
  /** What has this status; it stands between the shape and the word. */
  readonly title?: string;
}

export function Mark({ mark, badge = false, title }: Props) {
  return (
    <span class={`mark ${mark.tone}${badge ? ' badge' : ''}`}>
      <Shape shape={mark.shape} />
      {title !== undefined && <span class="of">{title}</span>}
      <span>{mark.word}</span>
    </span>
  );
}

function Shape({ shape }: Pick<MarkWords, 'shape'>) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {shape === 'cross' || shape === 'check' ? (
        <circle cx="8" cy="8" r="7.2" class="ground" />
      ) : (
        <rect x="0.9" y="0.9" width="14.2" height="14.2" rx="3" class="ground" />
      )}
      <path d={PATHS[shape]} class="line" />
    </svg>
  );
}
