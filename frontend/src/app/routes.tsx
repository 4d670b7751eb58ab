import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Failure } from './Failure.tsx';

const root = createRootRoute({ errorComponent: ({ error }) => <Failure error={error as Error} /> });

/** What a link to a designer says: the task that is selected, the execution that is shown. */
export interface DesignerSearch {
  readonly task?: string;
  readonly execution?: string;
}

export const designerRoute = createRoute({
  getParentRoute: () => root,
  path: '/workflows/$workflowId/design',
  validateSearch: ({ task, execution }: Record<string, unknown>): DesignerSearch => ({
    ...(typeof task === 'string' ? { task } : {}),
    ...(typeof execution === 'string' ? { execution } : {}),
  }),
  component: lazyRouteComponent(() => import('../designer/DesignerPage.tsx'), 'DesignerPage'),
});

export const router = createRouter({ routeTree: root.addChildren([designerRoute]) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
