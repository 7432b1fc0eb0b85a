// Run by jest before all tests: they load the addon that this builds, where it is not there or of other sources.

import { buildAddon } from './build.mjs';

export default function buildChecked() {
  buildAddon({ quiet: true, tests: true });
}
