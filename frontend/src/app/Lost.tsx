import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/Told.tsx';

export function Lost() {
  return (
    <main id="main">
      <Empty title="There is nothing here">
        <p>
          Or nothing that you may see. <Link to="/">Go to the workflows</Link>
        </p>
      </Empty>
    </main>
  );
}
