// npm runs a script that is called `prebuild` before every `npm run build`, too, where six platforms are not what was asked for. Nothing
// in the environment tells the two apart, so the command line of the npm that runs it is looked at.

import { spawnSync } from 'node:child_process';

function commandLine(pid) {
  const result = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, args] = /^\s*(\d+)\s+(.*)/.exec(result.stdout ?? '') ?? [];
  return parent === undefined ? undefined : { parent: Number(parent), args };
}

/** Whether this was started by `npm run build` rather than by a person who wants binaries. */
export function isHookOfBuild(args = process.argv.slice(2), env = process.env) {
  if (args.length > 0 || env.npm_lifecycle_event !== 'prebuild') return false;
  let at = commandLine(process.ppid);
  for (let steps = 0; at !== undefined && steps < 3; steps += 1) {
    if (/\bnpm\b.*\s(run|run-script|rum|urn)\s+prebuild\b/.test(at.args)) return false;
    at = commandLine(at.parent);
  }
  return true;
}
