// The form as a page: every question in words, with its answers and when it is asked. What a person reads or prints before the form is filled in.

/** Types whose answer is written; the others are ticked. */
const WRITTEN = {
  string: 'words',
  text: 'words',
  date: 'date',
  integer: 'number',
  decimal: 'number',
  attachment: 'document to attach',
  reference: 'reference to the record',
};

export function narrative(form) {
  const texts = new Map(flat(form.items).map(({ linkId, text }) => [linkId, text.trim()]));
  const head = `<h1>${escaped(form.title)}</h1><p>${escaped(form.description)}</p>`;
  const items = form.items.map((item) => itemOf(item, form, texts)).join('');
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${head}<ul>${items}</ul></div>`,
  };
}

function itemOf(item, form, texts) {
  const { linkId, text, type, items = [] } = item;
  const number = type === 'display' ? '' : `${linkId} `;
  const words = `${number}${escaped(text)}`;
  const notes = [...conditionsOf(item, form, texts), ...answerOf(item, form)].map(
    (note) => `<br/>${escaped(note)}`,
  );
  const below = items.map((one) => itemOf(one, form, texts)).join('');
  const title = type === 'group' ? `<b>${words}</b>` : words;
  return `<li>${title}${notes.join('')}${below === '' ? '' : `<ul>${below}</ul>`}</li>`;
}

/** `2 = fda` in words. */
function conditionsOf({ when = [] }, form, texts) {
  const conditions = [when].flat().map((condition) => {
    const [, question, wanted] = /^(\S+) (?:= (\S+)|missing)$/.exec(condition) ?? [];
    if (wanted === undefined) return `${question} is not answered`;
    if (!texts.has(question)) throw new Error(`no item ${question}`);
    return `${question} is "${{ true: 'yes', false: 'no' }[wanted] ?? form.answers[wanted] ?? wanted}"`;
  });
  return conditions.length === 0 ? [] : [`Asked when ${conditions.join(', or ')}.`];
}

function answerOf({ type, options, required, repeats, unit, readOnly }, form) {
  if (type === 'display' || type === 'group') return repeats ? ['Once for each.'] : [];
  const what = options
    ? `${repeats ? 'Any' : 'One'} of: ${options.map((code) => form.answers[code]).join('; ')}${type === 'open-choice' ? '; or in words' : ''}`
    : type === 'boolean'
      ? 'Yes or no'
      : `${WRITTEN[type]}${unit ? ` in ${unit.display}` : ''}${repeats ? ', one or more' : ''}`;
  const said = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
  if (readOnly) return [`${said} Taken from the order.`];
  return [required ? `${said} Required.` : said];
}

function flat(items) {
  return items.flatMap((item) => [item, ...flat(item.items ?? [])]);
}

function escaped(words) {
  return words.trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
