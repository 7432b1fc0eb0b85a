'use strict';

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { makeSamples } = require('./smoke.cjs');

makeSamples(require('jose-openssl')).then((samples) =>
  writeFileSync(join(__dirname, 'samples.json'), JSON.stringify(samples)),
);
