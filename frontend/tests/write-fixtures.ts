import { writeFileSync } from 'node:fs';
import { OURS } from './fixtures.ts';
import { makeFixtures } from './made-fixtures.ts';

writeFileSync(OURS, `${JSON.stringify(makeFixtures(), null, 1)}\n`);
