/** Strengths in the words of a text. */
const STRENGTH =
  /(\d[\d,]*(?:\.\d+)?) ?(mg|mcg|unt|units?|meq)\b(?: ?(?:\/|per) ?(\d+(?:\.\d+)?)? ?(ml))?(?! ?(?:\/|per) ?(?:kg|m2|h|hr|hour|min|day|dose)\b)/gi;

/** Strengths as the tables write them, `100 mg` or `12.5 mg/ml`; `40 mg/0.8 mL` is `50 mg/ml`. */
export function strengthsIn(text: string): readonly string[] {
  return [...text.slice(0, 400).matchAll(STRENGTH)].map(([, amount = '', unit = '', volume, ml]) => {
    const value = Number(amount.replace(/,/g, ''));
    const plain = unit.toLowerCase().startsWith('unit') ? 'unt' : unit.toLowerCase();
    if (ml === undefined) return `${value} ${plain}`;
    return `${Number((value / (Number(volume ?? 1) || 1)).toPrecision(4))} ${plain}/ml`;
  });
}
