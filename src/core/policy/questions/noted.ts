/**
 * Do the order's own words (note, reason, dosage text) or its reason codes fall in a value set? For non-qualifying reasons, where the words
 * themselves are the reason.
 */
import { only, valueSets } from '../arguments.js';
import type { QuestionKind } from '../question.js';
import { answer } from '../result.js';
import { truthOf } from '../../truth.js';
import { list, text } from '../../chart/read.js';
import { matchConcept, matchText } from '../../terminology/value-set.js';
import type { Evidence } from '../../evidence.js';
import { found } from '../../lists.js';

export const noted: QuestionKind = (args, context) => {
  only(args, ['in'], context);
  const sets = valueSets(args, 'in', context);
  return ({ order }) => {
    const { request, reference } = order;
    const evidence: Evidence[] = [];
    const words = [
      ...found(list(request.note), (note) => text(note.text)),
      ...found(list(request.dosageInstruction), (dosage) => text(dosage.text)),
    ];
    for (const set of sets) {
      for (const concept of list(request.reasonCode)) {
        if (matchConcept(set, concept))
          evidence.push({ reference, path: 'reasonCode', source: 'draft', note: set.title });
      }
      if (words.some((word) => matchText(set, word))) {
        evidence.push({ reference, path: 'note', source: 'draft', note: set.title });
      }
    }
    return answer(truthOf(evidence.length > 0), { evidence });
  };
};
