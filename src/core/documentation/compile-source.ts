/** Compiles the `from` of one item; a source that does not fit the item is the author's fault. */
import type { NodeDocument } from '../policy/document.js';
import { searchOf } from '../policy/reads.js';
import type { CodedSource, OptionSets, Source } from './form.js';
import type { Fill } from './filled.js';
import { fromCoded, fromCodedOptions, fromLastDose, fromObservation } from './sources/chart.js';
import { fromDocuments } from './sources/documents.js';
import {
  fromCriteria,
  fromCriterion,
  fromFindings,
  fromReason,
  fromRequestType,
  fromSite,
} from './sources/criteria.js';
import { compileEventSource } from './compile-event-source.js';
import { fromLastDay, fromOrder } from './sources/order.js';
import { fromContinuation, fromNearest, fromSites } from './sources/sites.js';
import type { Place } from './workshop.js';

const MAX_VALUE = Number.MAX_VALUE;
const NOTHING: Fill = () => [];

export function compileSource(source: Source, place: Place): Fill {
  if ('order' in source) {
    if (source.order !== 'lastDay') return fromOrder(source.order);
    place.types('date');
    return fromLastDay(place.number(source.atMostDays, 'atMostDays'));
  }
  if ('site' in source) {
    place.options(Object.values(source.site));
    return fromSite(source.site);
  }
  if ('requestType' in source) {
    place.options(Object.values(source.requestType));
    return fromRequestType(source.requestType);
  }
  if ('criteria' in source) {
    place.options(Object.keys(source.criteria));
    for (const id of Object.values(source.criteria).flat()) place.criterion(id);
    return fromCriteria(source.criteria);
  }
  if ('reason' in source) {
    place.types('string', 'text');
    return fromReason(place.criterion(source.reason));
  }
  if ('findings' in source) {
    place.types('string', 'text');
    return fromFindings(place.criterion(source.findings));
  }
  if ('exposure' in source) {
    place.types('date');
    return fromLastDose;
  }
  if ('observation' in source) return observation(source.observation, place);
  if ('coded' in source) {
    place.types('boolean');
    return fromCoded(place.ask(codedNode(source.coded, place)), source.coded.codes);
  }
  if ('codedOptions' in source) {
    place.options(Object.keys(source.codedOptions));
    return fromCodedOptions(
      Object.entries(source.codedOptions).map(([code, coded]) => ({
        code,
        ask: place.ask(codedNode(coded, place)),
        codes: coded.codes,
      })),
    );
  }
  if ('documents' in source && !('event' in source)) {
    place.types('attachment');
    const { in: ids, withinMonths } = source.documents;
    const find = fromDocuments(place.sets(ids), place.number(withinMonths, 'withinMonths'));
    return ({ subject }) => find(subject);
  }
  if ('continuation' in source) {
    if (source.continuation === 'order') place.types('reference');
    else place.options(Object.values(source.continuation));
    return fromContinuation(place.criterion(source.criterion), source.continuation);
  }
  if ('nearest' in source) {
    place.types('decimal');
    return fromNearest(source.nearest);
  }
  if ('sites' in source) {
    const { available, none, declined, withinDays } = source.sites;
    place.options([available, none, ...(declined === undefined ? [] : [declined])]);
    const node: NodeDocument = {
      declined: { resources: ['Task'], days: withinDays ?? 0, homeService: true },
    };
    return fromSites(source.sites, declined === undefined ? undefined : place.ask(node));
  }
  if ('event' in source) return compileEventSource(source, place);
  if ('criterion' in source) {
    place.types('boolean');
    return fromCriterion(place.criterion(source.criterion));
  }
  place.fault('only a group can repeat for each event');
  return NOTHING;
}

function observation(source: Extract<Source, { observation: unknown }>['observation'], place: Place): Fill {
  const { part, options = {}, unit, withinMonths, in: ids } = source;
  if (part === 'option') place.options(Object.keys(options));
  else place.types(part === 'value' ? 'decimal' : part === 'date' ? 'date' : 'string');
  // The policy's question with a range that holds every value: which Observation is the latest is decided in one place.
  const node: NodeDocument = {
    measured: {
      in: ids,
      withinMonths,
      ...(part === 'option'
        ? { valueIn: Object.values(options).flat() }
        : { unit: unit ?? '%', between: [-MAX_VALUE, MAX_VALUE] }),
    },
  };
  return fromObservation(place.ask(node), source, place.sets(ids), optionSets(options, place));
}

function optionSets(options: OptionSets, place: Place) {
  return Object.entries(options).map(([code, ids]) => ({ code, sets: place.sets(ids) }));
}

function codedNode({ in: ids, resource, standing, withinMonths }: CodedSource, place: Place): NodeDocument {
  for (const type of resource ?? []) if (!searchOf(type)) place.fault(`${type} is not read`);
  return {
    coded: {
      in: ids,
      ...(resource && { resource }),
      ...(standing && { standing }),
      ...(withinMonths !== undefined && { withinMonths }),
    },
  };
}
