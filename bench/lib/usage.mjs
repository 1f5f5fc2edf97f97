/**
 * What a process and its children have used: CPU time of all threads, of the main thread alone, resident memory, open files. From /proc on
 * Linux; elsewhere from ps, in its coarse units and without the last two.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: 100 on every Linux that Node runs on. */
const TICK_MS = 10;
const onLinux = process.platform === 'linux';

/** @returns { cpuMs, mainMs, rssBytes, files } */
export function usageOf(pid) {
  const family = [pid, ...descendants(pid)];
  return onLinux ? sum(family.map(fromProc)) : fromPs(family);
}

/** Milliseconds of CPU per process: shows how much of the machine others use meanwhile. */
export function cpuOfMachine() {
  if (!onLinux) return undefined;
  const [user, nice, system, idle, wait, irq, softirq, steal] = numbers(
    /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))[1],
  );
  return {
    busyMs: (user + nice + system + irq + softirq) * TICK_MS,
    stealMs: steal * TICK_MS,
    idleMs: (idle + wait) * TICK_MS,
  };
}

function descendants(pid) {
  if (!onLinux) return [];
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      numbers(readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')),
    );
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

function fromProc(pid) {
  return {
    cpuMs: cpuMs(`/proc/${pid}/stat`),
    mainMs: cpuMs(`/proc/${pid}/task/${pid}/stat`),
    rssBytes: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** The 14th and 15th field: user and system time. The second, the name, may hold spaces. */
function cpuMs(file) {
  const [, fields] = /\) (.*)/.exec(readFileSync(file, 'utf8'));
  const [user, system] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

function fromPs(pids) {
  const lines = execFileSync('ps', ['-o', 'time=,rss=', '-p', pids.join(',')], { encoding: 'utf8' }).trim();
  return sum(
    lines.split('\n').map((line) => {
      const [time, rss] = line.trim().split(/\s+/);
      const seconds = time.split(/[:-]/).reduce((total, part) => total * 60 + Number(part), 0);
      return { cpuMs: seconds * 1000, mainMs: NaN, rssBytes: Number(rss) * 1024, files: NaN };
    }),
  );
}

function sum(parts) {
  return parts.reduce((total, part) => ({
    cpuMs: total.cpuMs + part.cpuMs,
    mainMs: total.mainMs + part.mainMs,
    rssBytes: total.rssBytes + part.rssBytes,
    files: total.files + part.files,
  }));
}

function numbers(text) {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
