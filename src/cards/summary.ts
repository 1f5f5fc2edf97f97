/** The one line everybody reads: fits the limit of CDS Hooks with whole names or their short forms, never with half of one. */
import { SUMMARY_LIMIT } from '../knowledge/compile-card.js';
import type { CardValue } from '../knowledge/card-vocabulary.js';
import { fillFrom, type Template } from '../knowledge/template.js';
import type { CardView } from './view.js';

/**
 * The best summary whose values are all there and that fits. The name of the site goes first, then what a shorter summary
 * leaves out, the name of the drug last. The last summary with the shortest names always fits (src/knowledge/compile-card.ts).
 */
export function summarise(templates: readonly Template[], view: CardView): string {
  const { names } = view;
  let text = '';
  for (const drug of names.drug) {
    for (const template of templates) {
      for (const site of names.site) {
        const filled = fillFrom(template, (name) => {
          if (name === 'drug') return drug;
          return name === 'site' ? site : view.value(name as CardValue);
        });
        if (filled === undefined) break;
        if (filled.length <= SUMMARY_LIMIT) return filled;
        text = filled;
      }
    }
  }
  return text;
}
