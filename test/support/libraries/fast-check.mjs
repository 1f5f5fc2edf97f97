// fast-check with the same values in every run, so that a change and not chance decides whether it passes; PROPERTY_RUNS asks for others.
import fc from '../../../node_modules/fast-check/lib/fast-check.js';

const times = process.env.PROPERTY_RUNS;
fc.configureGlobal(times === undefined ? { seed: 34 } : { numRuns: 100 * Number(times) });

export default fc;
export * from '../../../node_modules/fast-check/lib/fast-check.js';
