/** Turns the checked _words.yaml into templates and patterns. */
import type { CommonWords, CriterionWords } from './card-types.js';
import { CARD_VALUES, CRITERION_VALUES } from './card-vocabulary.js';
import { compileText, ROOM_FOR_A_NAME, type Fault } from './compile-card.js';
import { statuses } from './schema-parts.js';
import type { CriterionWordsFile, WordsFile } from './words-schema.js';

export function compileWords(file: WordsFile, fault: Fault): CommonWords {
  for (const [siteClass, words] of Object.entries(file.sites)) {
    if (words.length > ROOM_FOR_A_NAME) fault(['sites', siteClass], tooLong);
  }
  if (file.drug.length > ROOM_FOR_A_NAME) fault(['drug'], tooLong);
  return {
    ...file,
    criteria: Object.fromEntries(
      Object.entries(file.criteria).map(([id, words]) => [id, criterionWords(id, words, fault)]),
    ),
    unavailable: {
      ...file.unavailable,
      reasons: file.unavailable.reasons.map(({ match, say }, index) => ({
        match: pattern(match, ['unavailable', 'reasons', index, 'match'], fault),
        say,
      })),
      rest: compileText(file.unavailable.rest, ['count'], ['unavailable', 'rest'], fault),
    },
    homeBarrier: compileText(file.homeBarrier, ['reaction', 'drug', 'source'], ['homeBarrier'], fault),
    byHand: {
      notInDraft: compileText(file.byHand.notInDraft, ['drug'], ['byHand', 'notInDraft'], fault),
      sharedService: compileText(
        file.byHand.sharedService,
        ['drug', 'others'],
        ['byHand', 'sharedService'],
        fault,
      ),
    },
    drugDoubt: {
      say: compileText(file.drugDoubt.say, ['drug', 'doubt'], ['drugDoubt', 'say'], fault),
      about: file.drugDoubt.about.map((source, index) =>
        pattern(source, ['drugDoubt', 'about', index], fault),
      ),
    },
    more: compileText(file.more, ['count'], ['more'], fault),
    coverageAction: compileText(file.coverageAction, CARD_VALUES, ['coverageAction'], fault),
    coverageRemoval: compileText(file.coverageRemoval, CARD_VALUES, ['coverageRemoval'], fault),
  };
}

const tooLong = `is a short form for summaries; at most ${ROOM_FOR_A_NAME} characters`;

function criterionWords(id: string, file: CriterionWordsFile, fault: Fault): CriterionWords {
  const reasons = statuses.flatMap((status) => {
    const sources = file[status];
    if (!sources) return [];
    const path = ['criteria', id, status];
    const templates = sources.map((source, index) =>
      compileText(source, CRITERION_VALUES, [...path, index], fault),
    );
    return [[status, templates] as const];
  });
  return {
    ...(file.title !== undefined && { title: file.title }),
    ...(file.short !== undefined && { short: file.short }),
    whole: file.whole ?? false,
    reasons: Object.fromEntries(reasons),
  };
}

export function pattern(source: string, path: readonly (string | number)[], fault: Fault): RegExp {
  try {
    return new RegExp(source, 'i');
  } catch {
    fault(path, 'is no regular expression');
    return /(?!)/;
  }
}
