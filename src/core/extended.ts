/**
 * The object with further members behind its own, or with others in place of some. Written as a spread with members after it, the same
 * costs ten times as much wherever members are new, and every answer is full of such objects.
 */
export function extended<T extends object, More extends object>(value: T, more: More): T & More {
  return Object.assign({}, value, more);
}
