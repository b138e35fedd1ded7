import { answered, startEngine } from '../engine.ts';
import { checkOptions } from '#contract/schemas/check.ts';
import { mkdtempSync } from 'node:fs';
const dir = mkdtempSync('/tmp/pair-');
for (let i=0;i<3;i++){
const engine = await startEngine(dir);
const t=()=>(performance.timeOrigin+performance.now()).toFixed(1);
console.error('TL', t(), 'ORDER');
const { fileId } = answered(await engine.client.files.open({ path: process.argv[2] }));
console.error('TL', t(), 'opened');
answered(await engine.client.checks.run({ fileId, options: checkOptions.parse({}) }));
console.error('TL', t(), 'ANSWER');
await engine.stop();
}
