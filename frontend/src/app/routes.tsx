import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Failure } from './Failure.tsx';
import { Lost } from './Lost.tsx';
import { Shell } from './Shell.tsx';
import {
  readApprovals,
  readComparison,
  readDesigner,
  readExecutions,
  readRun,
  readWorkflows,
} from './search.ts';

const root = createRootRoute({
  errorComponent: ({ error }) => <Failure error={error as Error} />,
  notFoundComponent: Lost,
});

export const designerRoute = createRoute({
  getParentRoute: () => root,
  path: '/workflows/$workflowId/design',
  validateSearch: readDesigner,
  component: lazyRouteComponent(() => import('../designer/DesignerPage.tsx'), 'DesignerPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const inShell = { getParentRoute: () => shell } as const;

const pages = [
  createRoute({
    ...inShell,
    path: '/',
    validateSearch: readWorkflows,
    component: lazyRouteComponent(
      () => import('../pages/workflows/WorkflowsPage.tsx'),
      'WorkflowsPage',
    ),
  }),
  createRoute({
    ...inShell,
    path: '/workflows',
    beforeLoad: () => {
      throw redirect({ to: '/' });
    },
  }),
  createRoute({
    ...inShell,
    path: '/workflows/$workflowId',
    component: lazyRouteComponent(
      () => import('../pages/workflows/WorkflowPage.tsx'),
      'WorkflowPage',
    ),
  }),
  createRoute({
    ...inShell,
    path: '/executions',
    validateSearch: readExecutions,
    component: lazyRouteComponent(
      () => import('../pages/executions/ExecutionsPage.tsx'),
      'ExecutionsPage',
    ),
  }),
  createRoute({
    ...inShell,
    path: '/executions/compare',
    validateSearch: readComparison,
    component: lazyRouteComponent(
      () => import('../pages/executions/ComparePage.tsx'),
      'ComparePage',
    ),
  }),
  createRoute({
    ...inShell,
    path: '/executions/$executionId',
    validateSearch: readRun,
    component: lazyRouteComponent(() => import('../pages/run/RunPage.tsx'), 'RunPage'),
  }),
  createRoute({
    ...inShell,
    path: '/approvals',
    validateSearch: readApprovals,
    component: lazyRouteComponent(
      () => import('../pages/approvals/ApprovalsPage.tsx'),
      'ApprovalsPage',
    ),
  }),
  createRoute({
    ...inShell,
    path: '/notices',
    component: lazyRouteComponent(() => import('../pages/notices/NoticesPage.tsx'), 'NoticesPage'),
  }),
  createRoute({
    ...inShell,
    path: '/agents',
    component: lazyRouteComponent(() => import('../pages/agents/AgentsPage.tsx'), 'AgentsPage'),
  }),
  createRoute({
    ...inShell,
    path: '/team',
    component: lazyRouteComponent(() => import('../pages/team/TeamPage.tsx'), 'TeamPage'),
  }),
  createRoute({
    ...inShell,
    path: '/tokens',
    component: lazyRouteComponent(() => import('../pages/tokens/TokensPage.tsx'), 'TokensPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([designerRoute, shell.addChildren(pages)]),
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
