/** Puts the page up. */
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles/paper.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
