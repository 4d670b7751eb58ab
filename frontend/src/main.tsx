import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';

const root = document.getElementById('app');
if (root !== null) createRoot(root).render(<App />);
