// Hocuspocus as its quick start has it, with the statements of its SQLite extension on node:sqlite:
// `node hocuspocus_server.mjs PORT FILE`.
import { DatabaseSync } from 'node:sqlite';

import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';

const [, , port, file] = process.argv;
const database = new DatabaseSync(file);
database.exec(
  'CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))',
);
const select = database.prepare('SELECT data FROM "documents" WHERE name = $name ORDER BY rowid DESC');
const upsert = database.prepare(
  'INSERT INTO "documents" ("name", "data") VALUES ($name, $data) ON CONFLICT(name) DO UPDATE SET data = $data',
);

const server = new Server({
  quiet: true,
  port: Number(port),
  address: '127.0.0.1',
  websocketOptions: { maxPayload: 256 * 2 ** 20 },
  async onLoadDocument({ documentName, document }) {
    const row = select.get({ name: documentName });
    if (row) Y.applyUpdate(document, row.data);
  },
  async onStoreDocument({ documentName, document }) {
    upsert.run({ name: documentName, data: Buffer.from(Y.encodeStateAsUpdate(document)) });
  },
});
await server.listen();
console.log('listening');
