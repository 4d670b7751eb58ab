/** Letters and digits that an id may have. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_CHARACTERS = 4;
const MOST_OF_THE_NAME = 40;

/**
 * A new id for a task, told from its name: `fetch_data_k3x9`.
 *
 * Two people who make the same id without seeing each other would overwrite each other's task; the
 * random end keeps them apart.
 *
 * @param random gives whole numbers from 0 up to, not including, its argument.
 */
export function newTaskId(
  name: string,
  isTaken: (id: string) => boolean,
  random: (below: number) => number = randomBelow,
): string {
  const stem = stemOf(name);
  for (;;) {
    const end = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[random(ALPHABET.length)]);
    const id = `${stem}_${end.join('')}`;
    if (!isTaken(id)) return id;
  }
}

function stemOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '');
  return words.slice(0, MOST_OF_THE_NAME).replace(/_+$/, '') || 'task';
}

function randomBelow(below: number): number {
  const limit = 256 - (256 % below); // the rest would come up more often
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return byte % below;
  }
}
