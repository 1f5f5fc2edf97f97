/** Fields that hold something the browser cannot read: half a date, letters in a number. To the form they look empty. */
import type { FormFault } from './model/check.js';

export function unreadableIn(form: HTMLFormElement): readonly FormFault[] {
  return [...form.querySelectorAll('input')].flatMap((input): readonly FormFault[] => {
    const question = input.closest<HTMLElement>('[data-path]');
    const path = question?.dataset['path'];
    if (!input.validity.badInput || path === undefined) return [];
    const label = question?.querySelector('.asked')?.textContent ?? '';
    return [
      { path, label, says: input.type === 'number' ? 'This is no number.' : 'This is no date or time.' },
    ];
  });
}
