import { writeFileSync } from 'node:fs';
import { OURS } from './fixtures.ts';
import { EXTRACTED, makeExtractions } from './made-extractions.ts';
import { makeFixtures } from './made-fixtures.ts';

writeFileSync(OURS, `${JSON.stringify(makeFixtures(), null, 1)}\n`);
writeFileSync(EXTRACTED, `${JSON.stringify(makeExtractions())}\n`);
