module.exports = globalThis[Symbol.for('site-of-care.library')]('yaml');
