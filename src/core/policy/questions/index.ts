/** The kinds of question a policy file can ask, by the name it uses. */
import type { QuestionKind } from '../question.js';
import { alternatives } from './alternatives.js';
import { answered } from './answered.js';
import { certification } from './certification.js';
import { coded } from './coded.js';
import { continuation } from './continuation.js';
import { coverage } from './coverage.js';
import { criterion } from './criterion.js';
import { declined } from './declined.js';
import { documented } from './documented.js';
import { drug } from './drug.js';
import { eventCoded, eventIn } from './event-coded.js';
import { eventLinked } from './event-linked.js';
import { eventSevere } from './event-severe.js';
import { eventUnresponsive } from './event-unresponsive.js';
import { fewerDoses, givenWithin } from './given-doses.js';
import { measured } from './measured.js';
import { network } from './network.js';
import { neverGiven } from './never-given.js';
import { noted } from './noted.js';
import { orderedFor } from './ordered-for.js';
import { otherAnaphylaxis } from './other-anaphylaxis.js';
import { parameter } from './parameter.js';
import { patient } from './patient.js';
import { pausedFor } from './paused-for.js';
import { planned } from './planned.js';
import { previousPlan } from './previous-plan.js';
import { priorApproval } from './prior-approval.js';
import { reactionToDrug } from './reaction-to-drug.js';
import { route } from './route.js';
import { site } from './site.js';
import { supply } from './supply.js';

export const QUESTIONS: Readonly<Record<string, QuestionKind>> = {
  alternatives,
  answered,
  certification,
  coded,
  continuation,
  coverage,
  criterion,
  declined,
  documented,
  drug,
  eventCoded,
  eventIn,
  eventLinked,
  eventSevere,
  eventUnresponsive,
  fewerDoses,
  givenWithin,
  measured,
  network,
  neverGiven,
  noted,
  orderedFor,
  otherAnaphylaxis,
  parameter,
  patient,
  pausedFor,
  planned,
  previousPlan,
  priorApproval,
  reactionToDrug,
  route,
  site,
  supply,
};
