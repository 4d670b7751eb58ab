/** The REST API, typed by its published schema. */
import createClient, { type Middleware } from 'openapi-fetch';
import { Refusal } from './refusal.ts';
import type { components, paths } from './schema.gen.ts';

export { Refusal };

export type Shape<Name extends keyof components['schemas']> = components['schemas'][Name];

const SAFE = new Set(['GET', 'HEAD']);

const session: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set('X-CSRFToken', cookie('orchestrator_csrf'));
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT));
    return response;
  },
};

/** Sent to the window when the session has ended. */
export const SIGNED_OUT = 'orchestrator:signed-out';

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(session);

// It may have been done all the same, when it is the answer that got lost.
const UNREACHED = 'The server cannot be reached, so this may not have been done. Try again later.';
const SIGN_IN = 'Your session has ended. Sign in again, then try again.';

/** What an operation answered, or a Refusal thrown. */
export async function answered<Data>(
  operation: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await operation.catch(() => {
    throw new Refusal(0, { detail: UNREACHED });
  });
  if (response.status === 401) throw new Refusal(401, { code: 'signed_out', detail: SIGN_IN });
  if (!response.ok) throw new Refusal(response.status, error);
  return data as NonNullable<Data>;
}

export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`));
  return found === undefined ? '' : decodeURIComponent(found.slice(name.length + 1));
}
