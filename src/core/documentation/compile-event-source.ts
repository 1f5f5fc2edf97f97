/** Compiles a part of an adverse event that fills an item in. */
import { spanOf } from '../dates.js';
import type { EventSource, OptionSets } from './form.js';
import type { Fill } from './filled.js';
import { fromDocuments } from './sources/documents.js';
import {
  eventDate,
  eventDrug,
  eventGrade,
  eventKind,
  eventMeasures,
  eventResponse,
  laterDoses,
  ofEvent,
} from './sources/events.js';
import type { Place } from './workshop.js';

export function compileEventSource(source: EventSource, place: Place): Fill {
  switch (source.event) {
    case 'date':
      place.types('date');
      return eventDate;
    case 'drug':
      place.types('string', 'text');
      return eventDrug(place.criterion(source.criterion));
    case 'what':
      place.types('open-choice');
      return eventKind(setsOf(source.options, place));
    case 'grade':
      place.options(Object.keys(source.options));
      return eventGrade(Object.entries(source.options).map(([code, means]) => ({ code, means })));
    case 'measures': {
      const { options, slower, hours } = source;
      place.options([slower]);
      return eventMeasures(setsOf(options, place), slower, place.number(hours, 'hours'));
    }
    case 'response':
      place.options(Object.values(source.answers));
      return eventResponse(place.criterion(source.criterion), source.answers);
    case 'laterDoses':
      place.options(Object.values(source.answers));
      return laterDoses(place.criterion(source.criterion), source.answers);
    case 'record': {
      place.types('attachment');
      const find = fromDocuments(place.sets(source.documents), 0);
      return ofEvent(({ event: { when } }, subject) => {
        const day = spanOf(when?.text);
        return day && day.first === day.last ? find(subject, day.first) : [];
      });
    }
  }
}

function setsOf(options: OptionSets, place: Place) {
  place.options(Object.keys(options));
  return Object.entries(options).map(([code, ids]) => ({ code, means: place.sets(ids) }));
}
