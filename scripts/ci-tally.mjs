// Adds up what .ci/run did and prints its last line. Usage: node scripts/ci-tally.mjs <failed checks> <jest.json> <smoke.json>
// A result file that is missing or unreadable is a failure: its step never came to an end.
import { readFileSync } from 'node:fs';

const [broken, jestFile, smokeFile] = process.argv.slice(2);

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A suite that could not run at all has no failed test, but it failed. */
function testsOf(jest) {
  if (!jest) return { passed: 0, failed: 1 };
  const failed = jest.numFailedTests + jest.numRuntimeErrorTestSuites;
  return { passed: jest.numPassedTests, failed: jest.success ? failed : Math.max(failed, 1) };
}

const counts = [
  { passed: 0, failed: Number(broken) },
  testsOf(read(jestFile)),
  read(smokeFile) ?? { passed: 0, failed: 1 },
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
