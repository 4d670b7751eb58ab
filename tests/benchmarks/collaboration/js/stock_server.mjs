// The stock server with its LevelDB store: `node stock_server.mjs PORT FOLDER`.
import http from 'node:http';

import { WebSocketServer } from 'ws';

process.env.YPERSISTENCE = process.argv[3]; // read when the module is loaded
const { setupWSConnection } = await import('@y/websocket-server/utils');

const server = http.createServer((_, response) => response.end('here'));
const sockets = new WebSocketServer({ server, maxPayload: 256 * 2 ** 20 });
sockets.on('connection', (socket, request) => setupWSConnection(socket, request));
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
