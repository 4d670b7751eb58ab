import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { keepFocus } from './app/keepFocus.ts';

const root = document.getElementById('app');
if (root !== null) createRoot(root).render(<App />);
keepFocus();
