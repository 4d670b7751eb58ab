import { Component, type ReactNode, Suspense } from 'react';
import { Button } from './Button.tsx';

interface Props {
  /** Shown while the part is loaded, and with a way to try again when it could not be. */
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Around parts of the page that are loaded when they are first shown: when one cannot be had, for
 * want of a connection perhaps, the rest of the page goes on.
 */
export class Guarded extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    const { fallback = null, children } = this.props;
    if (!this.state.hasFailed) return <Suspense fallback={fallback}>{children}</Suspense>;
    return (
      <>
        {fallback}
        <p role="alert">
          This part could not be loaded.{' '}
          <Button onClick={() => this.setState({ hasFailed: false })}>Try again</Button>
        </p>
      </>
    );
  }
}
