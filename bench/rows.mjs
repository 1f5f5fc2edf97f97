/** The rows of the table: which server answers which call, what it is compared with, and the goal. */

/** Shares of what node:http does with the same call that are to be reached. */
const GOALS = {
  'redirect service': 0.62,
  'redirect service-RS384': 0.44,
  'redirect service-ES384': 0.29,
  'four-reads service': 0.15,
};

/** `name`, `call` (calls/calls.mjs), `server` (lib/servers.mjs); `limit` names the row that the ratio is made with. */
export const ROWS = [
  ...answered('redirect', [
    'express-json',
    'express-own-reader',
    'service',
    'service-no-file',
    'service-RS384',
    'service-ES384',
    'service-2-workers',
    'service-ES384-2-workers',
  ]),
  ...answered('unlisted', ['express-json', 'express-own-reader', 'service']),
  ...answered('preferred', ['service']),
  ...answered('orders-5', ['service']),
  ...answered('conditions-500', ['service']),
  ...answered('four-reads', ['service']),
  ...answered('all-reads', ['service']),
];

/** Of each call the first row is the limit. */
function answered(call, servers) {
  const limit = `${call} node-http`;
  return ['node-http', ...servers].map((server) => {
    const name = `${call} ${server}`;
    return { name, call, server, limit, ...(name in GOALS && { goal: GOALS[name] }) };
  });
}
