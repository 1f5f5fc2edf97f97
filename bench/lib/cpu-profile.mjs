/** Reads a .cpuprofile of V8: where the time went, by function, by file, and as a tree. */
import { fileURLToPath } from 'node:url';

/**
 * @returns { totalMs, functions, files, callers, tree }: functions and files by their own time, callers by their own and that of all they call,
 * and the tree with the time of each branch
 */
export function readProfile({ nodes, samples, timeDeltas }, root) {
  const byId = new Map(nodes.map((node) => [node.id, { ...node, selfMs: 0 }]));
  samples.forEach((id, at) => (byId.get(id).selfMs += Math.max(0, timeDeltas[at]) / 1000));
  const tree = branch(byId.get(nodes[0].id), byId, root);
  tree.children = tree.children.filter((child) => child.name !== '(idle)');
  withoutProfiler(tree);
  tree.ms = tree.children.reduce((total, { ms }) => total + ms, 0);
  const functions = new Map();
  const files = new Map();
  walk(tree, (node) => {
    add(functions, `${node.name}  ${node.place}`, node.selfMs);
    add(files, node.file, node.selfMs);
  });
  return {
    totalMs: tree.ms,
    functions: sorted(functions),
    files: sorted(files),
    callers: sorted(withCalled(tree)),
    tree,
  };
}

/** Starting and stopping the profiler is no part of a call. */
function withoutProfiler(node) {
  node.children = node.children.filter(({ file }) => file !== 'node:inspector');
  for (const child of node.children) withoutProfiler(child);
  node.ms = node.children.reduce((total, { ms }) => total + ms, node.selfMs);
}

function branch({ callFrame, children = [], selfMs }, byId, root) {
  const below = children.map((id) => branch(byId.get(id), byId, root));
  const file = fileOf(callFrame.url, root) || '(engine)';
  return {
    name: callFrame.functionName || '(anonymous)',
    file,
    place: callFrame.url ? `${file}:${callFrame.lineNumber + 1}` : '',
    selfMs,
    ms: selfMs + below.reduce((total, { ms }) => total + ms, 0),
    children: below,
  };
}

/** `dist/core/decide.js`, `node_modules/express`, `node:internal/streams` */
function fileOf(url, root) {
  if (url.startsWith('node:')) return url;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0];
  return library ?? (path.startsWith(root) ? path.slice(root.length + 1) : path);
}

function walk(node, see) {
  see(node);
  for (const child of node.children) walk(child, see);
}

/** A function that calls itself, also through others, counts once. */
function withCalled(tree) {
  const times = new Map();
  const visit = (node, above) => {
    const key = `${node.name}  ${node.place}`;
    const isNew = !above.has(key);
    if (isNew) add(times, key, node.ms);
    const within = isNew ? new Set([...above, key]) : above;
    for (const child of node.children) visit(child, within);
  };
  for (const child of tree.children) visit(child, new Set());
  return times;
}

function add(map, key, ms) {
  map.set(key, (map.get(key) ?? 0) + ms);
}

function sorted(map) {
  return [...map].toSorted(([, a], [, b]) => b - a);
}
