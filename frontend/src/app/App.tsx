import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Refusal } from '../api/client.ts';
import { router } from './routes.tsx';
import { SignedOut } from './SignedOut.tsx';

const MOST_TRIES = 3;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
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
