/** The floor: reads a file and hashes it. */
import { hashFile, measureWork } from '../program.ts';

const [path = ''] = process.argv.slice(2);
await measureWork(() => hashFile(path));
