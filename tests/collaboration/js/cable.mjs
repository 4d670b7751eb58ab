// The line between one client and the server: it can be cut in the middle of a frame, or fall silent.
import net from 'node:net';

export class Cable {
  #links = new Set();
  #silent = false;

  constructor(port) {
    this.target = port;
    this.server = net.createServer((near) => this.#connect(near));
  }

  /** Resolves with the port that clients of this cable connect to. */
  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.server.unref();
    return this.server.address().port;
  }

  #connect(near) {
    const far = net.connect(this.target, '127.0.0.1');
    const link = { near, far };
    this.#links.add(link);
    for (const [from, to] of [[near, far], [far, near]]) {
      from.setNoDelay(true);
      from.on('data', (bytes) => to.write(bytes) || from.pause());
      to.on('drain', () => this.#silent || from.resume());
      from.on('error', () => {});
      from.on('end', () => to.end());
      from.on('close', () => {
        to.destroy();
        this.#links.delete(link);
      });
    }
    if (this.#silent) this.#hush(link);
  }

  #hush({ near, far }) {
    near.pause();
    far.pause();
  }

  /** Both ends see the line break; what was under way is lost. */
  cut() {
    for (const { near, far } of this.#links) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Nothing passes any more and nobody is told. */
  fallSilent() {
    this.#silent = true;
    for (const link of this.#links) this.#hush(link);
  }

  speak() {
    this.#silent = false;
    for (const { near, far } of this.#links) {
      near.resume();
      far.resume();
    }
  }

  close() {
    this.cut();
    this.server.close();
  }
}
