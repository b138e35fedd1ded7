import { measureCheck } from '../engine.ts';
import { runProgram } from '../program.ts';
import { mkdtempSync } from 'node:fs';
const path = process.argv[2] ?? '/tmp/dropline-500.csv';
const n = Number(process.argv[3] ?? 5);
const dir = mkdtempSync('/tmp/pair-');
const ratios = [];
for (let i = 0; i < n; i++) {
  const f = await runProgram('floor', [path]);
  const p = await measureCheck(path, dir);
  ratios.push(p.ms / f.ms);
  console.log('floor', f.ms.toFixed(0), 'product', p.ms.toFixed(0), 'ratio', (p.ms / f.ms).toFixed(2), 'peak', (p.peakBytes / 1e6).toFixed(0));
}
ratios.sort((a, b) => a - b); console.log('median', ratios[ratios.length >> 1].toFixed(2));
