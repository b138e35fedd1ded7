// `npm start`, after setup.mjs has made everything ready.
import process from 'node:process';
import { runJourney } from './journey.mjs';

process.exitCode = await runJourney();
