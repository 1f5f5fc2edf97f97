/** The twenty scenarios of the policy (docs: criteria of GA.PMN.34), in the order of their ids. */
import { reactionInSpiteOfPremedication, refutedAnaphylaxis, twoOrders } from './adverse-event.js';
import { continuation, noLowerCostSiteInReach, uncertifiedFacility } from './facility.js';
import {
  firstDoseWithoutPlan,
  firstDoseWithPlan,
  restartAfterFiveMonths,
  restartAfterSevenMonths,
  rituximabFirstVisit,
} from './first-dose.js';
import { child, fearOfNeedles, severeCardiomyopathy } from './impairment.js';
import type { Scenario } from './scenario.js';
import { alreadyAtHome, medicaid, noCoverage, selfInjection, unknownPlace, unlistedDrug } from './scope.js';

export const scenarios: readonly Scenario[] = [
  firstDoseWithPlan,
  firstDoseWithoutPlan,
  restartAfterSevenMonths,
  restartAfterFiveMonths,
  severeCardiomyopathy,
  refutedAnaphylaxis,
  fearOfNeedles,
  child,
  rituximabFirstVisit,
  uncertifiedFacility,
  selfInjection,
  unlistedDrug,
  alreadyAtHome,
  twoOrders,
  noCoverage,
  medicaid,
  unknownPlace,
  reactionInSpiteOfPremedication,
  noLowerCostSiteInReach,
  continuation,
];
