/** `dropline check` on a small list, as a whole process. */
import { spawn } from 'node:child_process';
import { type Case, inRounds, median } from '../case.ts';
import { builtFile } from '../engine.ts';

const measureRun = (args: readonly string[], dataDir: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [builtFile('cli/dropline.js'), ...args], {
      stdio: 'ignore',
      env: { ...process.env, DROPLINE_DATA_DIR: dataDir },
    });
    child.once('error', reject);
    child.once('exit', () => resolve(performance.now() - startedMs));
  });

export const start: Case = {
  name: 'start',
  title: 'The command line',
  measure: async ({ lists, rounds }) => {
    const path = await lists.sample(1000);
    const { check } = await inRounds(Math.max(rounds, 5), {
      check: () => measureRun(['check', path], lists.dir),
    });
    return [
      {
        what: '`dropline check` on a small list, whole process',
        value: median(check),
        unit: 'ms',
        must: { atMost: 350 },
        aim: { atMost: 200 },
      },
    ];
  },
};
