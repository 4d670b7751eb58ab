import { Component, type ReactNode, Suspense } from 'react';
import { Button } from './Button.tsx';
import { loadAnew } from './later.ts';
import css from './told.module.css';

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

  readonly #tryAgain = () => {
    loadAnew();
    this.setState({ hasFailed: false });
  };

  override render(): ReactNode {
    const { fallback = null, children } = this.props;
    if (!this.state.hasFailed) return <Suspense fallback={fallback}>{children}</Suspense>;
    return (
      <>
        {fallback}
        <p role="alert" className={`${css.wrong} ${css.missing}`}>
          This part could not be loaded: the server cannot be reached, or has a newer one.{' '}
          <Button onClick={this.#tryAgain}>Try again</Button>{' '}
          <Button onClick={() => location.reload()}>Load the page anew</Button>
        </p>
      </>
    );
  }
}
