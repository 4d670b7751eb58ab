import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Refusal } from '../api/client.ts';
import { router } from './routes.tsx';
import { SignedOut } from './SignedOut.tsx';

const MOST_TRIES = 3;

const queries = new QueryClient({
  defaultOptions: {
    // Whether this machine has a network says nothing: the server may run on it. And what is asked of it
    // is refused at once, not kept to be done at some other time.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      retry: (tries, error) =>
        tries < MOST_TRIES &&
        !(error instanceof Refusal && error.status >= 400 && error.status < 500),
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <SignedOut />
    </QueryClientProvider>
  );
}
