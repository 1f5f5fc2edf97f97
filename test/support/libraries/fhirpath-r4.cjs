module.exports = globalThis[Symbol.for('site-of-care.library')]('fhirpath/fhir-context/r4');
