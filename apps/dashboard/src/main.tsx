import './ui/theme.css';
import './ui/document.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { SessionStore } from './session/session-store.js';
import { restoreTheme } from './ui/use-theme.js';

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no element with the id app');
restoreTheme();
const store = new SessionStore();
void store.start();
createRoot(container).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);
